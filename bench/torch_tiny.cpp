// libtorch's side of TorchBench: reads a line, adds two scalars 20,000 times, answers with the milliseconds; the name says by which path.
#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ctime>
#include <iostream>

int main() {
  const auto a = at::scalar_tensor(1.0), b = at::scalar_tensor(2.0);
  const auto boxed = c10::Dispatcher::singleton().findSchemaOrThrow("aten::add", "Tensor");
  for (std::string line; std::getline(std::cin, line);) {
    const auto start = std::clock();
    for (int k = 0; k < 20000; ++k) {
      if (line == "tiny") {
        const auto sum = at::add(a, b);
      } else {
        std::vector<c10::IValue> stack{a, b, 1};
        boxed.callBoxed(&stack);
      }
    }
    std::cout << 1000.0 * (std::clock() - start) / CLOCKS_PER_SEC << std::endl;
  }
}
