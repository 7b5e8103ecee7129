// Handles: life, memory, metadata, sharing of managed memory.
#include "shim.h"
#include <ATen/NamedTensorUtils.h>
#include <ATen/ops/from_blob.h>

using shim::Handle;

namespace {

// Metadata of a tensor in one call. `sizes` and `strides` point into the tensor. Lazy: what is in memory is not yet conjugated or
// negated, or, for a tensor of zeros that autograd made, not there.
struct Info {
  int64_t rank, elements, storageOffset, version;
  const int64_t* sizes;
  const int64_t* strides;
  int32_t scalarType, deviceType, deviceIndex, layout;
  int32_t requiresGrad, isLeaf, isInference, isContiguous, isLazy;
};

}  // namespace

TS_API void ts_tensor_free(Handle tensor) { shim::own(tensor); }

TS_API Handle ts_tensor_alias(Handle tensor) { return shim::release(shim::borrow(tensor)); }

TS_API int ts_tensor_info(Handle handle, Info* info) {
  return shim::guard([&] {
    const auto tensor = shim::borrow(handle);
    const bool strided = tensor.layout() == c10::kStrided;
    info->rank = tensor.dim();
    info->elements = tensor.numel();
    info->storageOffset = strided ? tensor.storage_offset() : 0;
    info->version = tensor.is_inference() ? 0 : tensor._version();
    info->sizes = tensor.sizes().data();
    info->strides = strided ? tensor.strides().data() : nullptr;
    info->scalarType = static_cast<int32_t>(tensor.scalar_type());
    info->deviceType = static_cast<int32_t>(tensor.device().type());
    info->deviceIndex = tensor.device().index();
    info->layout = static_cast<int32_t>(tensor.layout());
    info->requiresGrad = tensor.requires_grad();
    info->isLeaf = tensor.is_leaf();
    info->isInference = tensor.is_inference();
    info->isLazy = tensor.is_conj() || tensor.is_neg() || tensor._is_zerotensor();
    info->isContiguous = strided && tensor.is_contiguous();
  });
}

// The address of the first element, or null for an empty tensor.
TS_API int ts_tensor_data(Handle handle, void** data) {
  return shim::guard([&] { *data = shim::borrow(handle).data_ptr(); });
}

TS_API int ts_tensor_storage(Handle handle, void** data, int64_t* bytes, int64_t* useCount) {
  return shim::guard([&] {
    const auto storage = shim::borrow(handle).storage();
    *data = storage.data();
    *bytes = static_cast<int64_t>(storage.nbytes());
    *useCount = static_cast<int64_t>(storage.use_count()) - 1;
  });
}

// A contiguous tensor over foreign memory; `free(context)` is called once nothing uses it any more.
TS_API int ts_tensor_from_blob(
    void* data, const int64_t* sizes, int32_t rank, int32_t scalarType, void* context, void (*free)(void*), Handle* result) {
  return shim::guard([&] {
    const auto options = at::TensorOptions().dtype(static_cast<c10::ScalarType>(scalarType));
    *result = shim::release(at::from_blob(data, at::IntArrayRef(sizes, rank), [=](void*) { free(context); }, options));
  });
}

TS_API int ts_tensor_set_requires_grad(Handle handle, int32_t value) {
  return shim::guard([&] { shim::borrow(handle).set_requires_grad(value != 0); });
}

TS_API int ts_tensor_grad(Handle handle, Handle* grad) {
  return shim::guard([&] { *grad = shim::release(shim::borrow(handle).unsafeGetTensorImpl()->grad()); });
}

TS_API int ts_tensor_set_grad(Handle handle, Handle grad) {
  return shim::guard([&] { shim::borrow(handle).mutable_grad() = shim::borrow(grad); });
}

// `handle` takes the place of `source`, as `Tensor.data = …` in Python.
TS_API int ts_tensor_set_data(Handle handle, Handle source) {
  return shim::guard([&] { shim::borrow(handle).set_data(shim::borrow(source)); });
}

// The name of dimension `dim`, or null; the text lives as long as the process.
TS_API int ts_tensor_name(Handle handle, int64_t dim, const char** name) {
  return shim::guard([&] {
    const auto tensor = shim::borrow(handle);
    *name = tensor.has_names() && tensor.names()[dim].isBasic() ? tensor.names()[dim].symbol().toUnqualString() : nullptr;
  });
}

// Names the dimensions (null: a dimension without a name); no names at all where `names` is null.
TS_API int ts_tensor_rename(Handle handle, const char* const* names, int32_t count) {
  return shim::guard([&] {
    auto tensor = shim::borrow(handle);
    if (names == nullptr) {
      at::internal_set_names_inplace(tensor, c10::nullopt);
      return;
    }
    std::vector<at::Dimname> list;
    for (int32_t k = 0; k < count; ++k)
      list.push_back(names[k] ? at::Dimname::fromSymbol(at::Symbol::dimname(names[k])) : at::Dimname::wildcard());
    at::internal_set_names_inplace(tensor, at::DimnameList(list));
  });
}
