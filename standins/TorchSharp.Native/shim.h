// The C ABI between the managed API and libtorch. A tensor handle is the TensorImpl itself, holding one reference; null is the
// undefined tensor. Every entry that can fail returns 0 or, on failure, 1, with the message in ts_last_error().
#pragma once
#include <ATen/core/Tensor.h>
#include <cstdint>
#include <string>

#define TS_API extern "C" __attribute__((visibility("default")))

enum class Tag : int32_t {
  Default, None, Tensor, Int, Double, Bool, Complex, IntList, DoubleList, TensorList, String, Device, Generator, StringList
};

// One argument or result: 16 bytes, blittable. Lists: `length` elements at `p`. Complex: two doubles at `p`. Device: type in `length`,
// index in `i`.
struct Arg {
  Tag tag;
  int32_t length;
  union { int64_t i; double d; void* p; };
};

namespace shim {

using Handle = c10::TensorImpl*;

void setError(const char* message);

// Runs `body`; turns any exception into an error code.
template <typename F>
int guard(F&& body) noexcept {
  try {
    body();
    return 0;
  } catch (const c10::Error& e) {
    setError(e.what_without_backtrace());
  } catch (const std::exception& e) {
    setError(e.what());
  } catch (...) {
    setError("an exception of unknown type in libtorch");
  }
  return 1;
}

// Gives one reference to the caller.
inline Handle release(at::Tensor tensor) {
  return tensor.defined() ? tensor.unsafeReleaseTensorImpl() : nullptr;
}

// A new reference to the tensor behind a handle.
inline at::Tensor borrow(void* handle) {
  if (handle == nullptr) return at::Tensor();
  return at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim_copy(static_cast<Handle>(handle)));
}

// The tensor behind a handle whose reference is given away.
inline at::Tensor own(Handle handle) {
  return handle == nullptr ? at::Tensor()
                           : at::Tensor(c10::intrusive_ptr<c10::TensorImpl, c10::UndefinedTensorImpl>::reclaim(handle));
}

inline std::vector<at::Tensor> borrowAll(void* const* handles, int64_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int64_t k = 0; k < count; ++k) tensors.push_back(borrow(handles[k]));
  return tensors;
}

at::Generator generatorOf(void* handle);
// Results are kept in a buffer of the thread until its next call.
Arg* toResults(std::vector<c10::IValue>& values, int32_t* count);
c10::IValue toValue(const Arg& arg);

}  // namespace shim
