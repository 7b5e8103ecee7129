"""Runs the tests of this folder and writes what became of each as JSON: {"module.Class.test": null or the failure}."""

import json
import sys
import unittest


class Recorder(unittest.TextTestResult):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.outcomes = {}

    def startTest(self, test):
        super().startTest(test)
        self.outcomes[test.id()] = None

    def _record(self, test, error):
        name = getattr(test, "test_case", test).id()
        self.outcomes[name] = (self.outcomes.get(name) or "") + self._exc_info_to_string(error, test)

    def addError(self, test, err):
        super().addError(test, err)
        self._record(test, err)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._record(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._record(subtest, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.outcomes[test.id()] = "skipped, and nothing may be: " + reason


if __name__ == "__main__":
    target, *names = sys.argv[1:]
    tests = unittest.defaultTestLoader.loadTestsFromNames(names)
    result = unittest.TextTestRunner(resultclass=Recorder, verbosity=2).run(tests)
    with open(target, "w") as file:
        json.dump(result.outcomes, file)
