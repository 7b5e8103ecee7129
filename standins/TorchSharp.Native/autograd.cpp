// Backward, gradients, and functions whose backward is managed code.
#include "shim.h"
#include <cstdlib>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/custom_function.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>
#include <torch/csrc/autograd/variable.h>

using shim::Handle;
using torch::autograd::variable_list;

namespace {

// Managed side of a function: owned gradients in, owned gradients out, null where there is none. A message, made with malloc, says that it
// failed.
using BackwardCallback = char* (*)(void* context, void* node, Handle* grads, int32_t gradCount, Handle* results, int32_t resultCount);
using FreeCallback = void (*)(void* context);

struct ManagedNode final : torch::autograd::Node {
  ManagedNode(void* context, BackwardCallback backward, FreeCallback free, int32_t inputs)
      : context(context), backward(backward), free(free), inputs(inputs) {}
  ~ManagedNode() override { free(context); }

  std::string name() const override { return "ManagedFunction"; }

  void release_variables() override {
    for (auto& variable : saved) variable.reset_data();
  }

  variable_list apply(variable_list&& grads) override {
    std::vector<Handle> in, out(inputs, nullptr);
    for (auto& grad : grads) in.push_back(shim::release(std::move(grad)));
    char* error = backward(context, this, in.data(), static_cast<int32_t>(in.size()), out.data(), inputs);
    variable_list results;
    for (Handle handle : out) results.push_back(shim::own(handle));
    if (error != nullptr) {
      const std::string message = error;
      std::free(error);
      throw std::runtime_error(message);
    }
    return results;
  }

  void* context;
  BackwardCallback backward;
  FreeCallback free;
  int32_t inputs;
  std::vector<torch::autograd::SavedVariable> saved;
};

using NodePointer = std::shared_ptr<ManagedNode>;

std::unordered_set<at::TensorImpl*> setOf(void* const* handles, int32_t count) {
  std::unordered_set<at::TensorImpl*> set;
  for (int32_t k = 0; k < count; ++k) set.insert(static_cast<at::TensorImpl*>(handles[k]));
  return set;
}

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

// Functions. `new` takes `context` over (`free` is called exactly once) and gives an owned pointer for the next three.
TS_API int ts_function_new(
    void* const* inputs, int32_t count, void* context, BackwardCallback backward, FreeCallback free, NodePointer** result) {
  return shim::guard([&] {
    NodePointer node(new ManagedNode(context, backward, free, count), torch::autograd::deleteNode);
    node->set_next_edges(torch::autograd::collect_next_edges(shim::borrowAll(inputs, count)));
    node->clear_input_metadata();
    *result = new NodePointer(std::move(node));
  });
}

// Makes `outputs` results of the function, or of nothing where `node` is null; writes an owned handle for each.
TS_API int ts_function_wrap(
    NodePointer* node, void* const* inputs, int32_t inputCount, void* const* constant, int32_t constantCount, void* const* dirty,
    int32_t dirtyCount, void* const* outputs, int32_t outputCount, Handle* results) {
  return shim::guard([&] {
    const auto changed = setOf(dirty, dirtyCount);
    for (auto* tensor : changed) tensor->bump_version();
    auto produced = shim::borrowAll(outputs, outputCount);
    const auto raw = torch::autograd::to_optional(produced);
    auto wrapped = torch::autograd::_wrap_outputs(
        shim::borrowAll(inputs, inputCount), setOf(constant, constantCount), changed, raw,
        node == nullptr ? nullptr : std::static_pointer_cast<torch::autograd::Node>(*node), {});
    for (int32_t k = 0; k < outputCount; ++k) results[k] = wrapped[k] ? shim::release(std::move(*wrapped[k])) : nullptr;
  });
}

TS_API int ts_function_save(NodePointer* node, void* const* tensors, int32_t count) {
  return shim::guard([&] {
    (*node)->saved.clear();
    for (const auto& tensor : shim::borrowAll(tensors, count))
      (*node)->saved.emplace_back(tensor, tensor.defined() && tensor.grad_fn().get() == node->get());
  });
}

TS_API void ts_function_free(NodePointer* node) { delete node; }

// The k-th saved tensor, during backward: `node` is what the callback was given.
TS_API int ts_function_saved(ManagedNode* node, int32_t k, Handle* result) {
  return shim::guard([&] { *result = shim::release(node->saved.at(k).unpack(node->shared_from_this())); });
}
