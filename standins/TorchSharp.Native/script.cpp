// TorchScript modules: loading, calling, parameters. A module handle is a heap-allocated torch::jit::Module.
#include "shim.h"
#include <istream>
#include <sstream>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/serialization/import.h>
#include <torch/jit.h>

using torch::jit::Module;

namespace {

// How the results of a method stand together.
enum Structure : int32_t { kSingle, kTuple, kList };

thread_local std::string nameBuffer;

// A method of the module or, where it has none of the name, a function of the unit that it was compiled in.
torch::jit::IValue run(Module& module, const char* name, std::vector<c10::IValue> inputs) {
  if (!module.find_method(name))
    if (auto* function = module._ivalue()->compilation_unit()->find_function(c10::QualifiedName(name))) return (*function)(std::move(inputs));
  return module.get_method(name)(std::move(inputs));
}

}  // namespace

TS_API int ts_script_load(const char* path, Module** result) {
  return shim::guard([&] { *result = new Module(torch::jit::load(std::string(path), c10::kCPU)); });
}

TS_API int ts_script_load_bytes(const char* data, int64_t length, Module** result) {
  return shim::guard([&] {
    std::istringstream stream(std::string(data, length));
    *result = new Module(torch::jit::load(stream, c10::kCPU));
  });
}

// The functions of a text, as a module without methods.
TS_API int ts_script_compile(const char* source, Module** result) {
  return shim::guard([&] { *result = new Module("__torch__.Functions", torch::jit::compile(source)); });
}

TS_API void ts_script_free(Module* module) { delete module; }

TS_API int ts_script_save(Module* module, const char* path) {
  return shim::guard([&] { module->save(std::string(path)); });
}

// Calls a method; arguments are converted by its schema.
TS_API int ts_script_call(
    Module* module, const char* method, const Arg* args, int32_t count, Arg** results, int32_t* resultCount, int32_t* structure) {
  return shim::guard([&] {
    std::vector<c10::IValue> inputs;
    for (int32_t k = 0; k < count; ++k) inputs.push_back(shim::toValue(args[k]));
    std::vector<c10::IValue> outputs{run(*module, method, std::move(inputs))};
    *structure = outputs[0].isTuple() ? kTuple : outputs[0].isList() ? kList : kSingle;
    *results = shim::toResults(outputs, resultCount);
  });
}

TS_API int ts_script_training(Module* module, int32_t* value) {
  return shim::guard([&] { *value = module->is_training(); });
}

TS_API int ts_script_train(Module* module, int32_t value) {
  return shim::guard([&] { module->train(value != 0); });
}

// Inputs and outputs of forward, without self.
TS_API int ts_script_arity(Module* module, int32_t* inputs, int32_t* outputs) {
  return shim::guard([&] {
    const auto& schema = module->get_method("forward").function().getSchema();
    *inputs = static_cast<int32_t>(schema.arguments().size()) - 1;
    *outputs = static_cast<int32_t>(schema.returns().size());
  });
}

// The k-th parameter (kind 0), buffer (1) or tensor attribute (2) with its dotted name; a null name after the last.
TS_API int ts_script_member(Module* module, int32_t kind, int32_t recurse, int32_t index, const char** name, shim::Handle* tensor) {
  return shim::guard([&] {
    int32_t k = 0;
    *name = nullptr;
    const auto visit = [&](const std::string& path, const c10::IValue& value) {
      if (!value.isTensor() || k++ != index) return;
      nameBuffer = path;
      *name = nameBuffer.c_str();
      *tensor = shim::release(value.toTensor());
    };
    if (kind == 0) for (const auto& item : module->named_parameters(recurse != 0)) visit(item.name, item.value);
    if (kind == 1) for (const auto& item : module->named_buffers(recurse != 0)) visit(item.name, item.value);
    if (kind == 2) for (const auto& item : module->named_attributes(recurse != 0)) visit(item.name, item.value);
  });
}

TS_API int ts_script_set_attribute(Module* module, const char* name, shim::Handle tensor) {
  return shim::guard([&] { module->setattr(name, shim::borrow(tensor)); });
}

TS_API int ts_script_move(Module* module, int32_t scalarType) {
  return shim::guard([&] { module->to(static_cast<c10::ScalarType>(scalarType)); });
}

// The k-th child with its name; a null name after the last.
TS_API int ts_script_child(Module* module, int32_t index, const char** name, Module** child) {
  return shim::guard([&] {
    int32_t k = 0;
    *name = nullptr;
    for (const auto& item : module->named_children()) {
      if (k++ != index) continue;
      nameBuffer = item.name;
      *name = nameBuffer.c_str();
      *child = new Module(item.value);
    }
  });
}
