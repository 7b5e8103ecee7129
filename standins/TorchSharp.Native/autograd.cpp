// Backward, gradients, and functions whose backward is managed code.
#include "shim.h"
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

using shim::Handle;
using torch::autograd::variable_list;

namespace {

// Managed side of a function: gradients in, gradients out (each an owned handle or null); returns null or an error message.
using BackwardCallback = const char* (*)(void* context, Handle* grads, int32_t gradCount, Handle* results, int32_t resultCount);
using FreeCallback = void (*)(void* context);

struct ManagedNode final : torch::autograd::Node {
  ManagedNode(void* context, BackwardCallback backward, FreeCallback free, int32_t inputs)
      : context(context), backward(backward), free(free), inputs(inputs) {}
  ~ManagedNode() override { free(context); }

  std::string name() const override { return "ManagedFunction"; }

  variable_list apply(variable_list&& grads) override {
    std::vector<Handle> in, out(inputs, nullptr);
    for (auto& grad : grads) in.push_back(shim::release(std::move(grad)));
    const char* error = backward(context, in.data(), static_cast<int32_t>(in.size()), out.data(), inputs);
    variable_list results;
    for (int32_t k = 0; k < inputs; ++k) {
      auto result = shim::borrow(out[k]);
      if (out[k] != nullptr) c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(out[k]);
      results.push_back(std::move(result));
    }
    if (error != nullptr) throw std::runtime_error(error);
    return results;
  }

  void* context;
  BackwardCallback backward;
  FreeCallback free;
  int32_t inputs;
};

}  // namespace

TS_API int ts_backward(
    void* const* tensors, int32_t count, void* const* grads, int32_t gradCount, int32_t retain, int32_t create, void* const* inputs,
    int32_t inputCount) {
  return shim::guard([&] {
    torch::autograd::backward(
        shim::borrowAll(tensors, count), shim::borrowAll(grads, gradCount), retain != 0, create != 0,
        shim::borrowAll(inputs, inputCount));
  });
}

// Writes one owned handle (null where unused and allowed) for each input.
TS_API int ts_grad(
    void* const* outputs, int32_t count, void* const* inputs, int32_t inputCount, void* const* grads, int32_t gradCount, int32_t retain,
    int32_t create, int32_t allowUnused, Handle* results) {
  return shim::guard([&] {
    auto found = torch::autograd::grad(
        shim::borrowAll(outputs, count), shim::borrowAll(inputs, inputCount), shim::borrowAll(grads, gradCount), retain != 0,
        create != 0, allowUnused != 0);
    for (int32_t k = 0; k < inputCount; ++k) results[k] = shim::release(std::move(found[k]));
  });
}

// Makes `outputs` (fresh tensors) results of a managed function of `inputs`. Takes `context` over: `free` is called exactly once.
TS_API int ts_function_attach(
    void* const* inputs, int32_t inputCount, Handle* outputs, int32_t outputCount, void* context, BackwardCallback backward,
    FreeCallback free) {
  return shim::guard([&] {
    std::shared_ptr<ManagedNode> node(
        new ManagedNode(context, backward, free, inputCount), torch::autograd::deleteNode);
    const auto variables = shim::borrowAll(inputs, inputCount);
    node->set_next_edges(torch::autograd::collect_next_edges(variables));
    for (auto& output : shim::borrowAll(reinterpret_cast<void**>(outputs), outputCount)) torch::autograd::set_history(output, node);
  });
}
