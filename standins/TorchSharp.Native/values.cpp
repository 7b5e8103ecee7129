// Arguments to IValues and back, and the error of the thread.
#include "shim.h"
#include <ATen/core/Generator.h>
#include <ATen/core/ivalue.h>

namespace {

thread_local std::string lastError;
thread_local std::vector<Arg> resultBuffer;
thread_local std::vector<std::string> resultStrings;

void append(c10::IValue value) {
  Arg result{};
  if (value.isTensor()) {
    result.tag = Tag::Tensor;
    result.p = shim::release(std::move(value).toTensor());
  } else if (value.isTensorList()) {
    for (const at::Tensor& tensor : value.toTensorVector()) append(tensor);
    return;
  } else if (value.isBool()) {
    result.tag = Tag::Bool;
    result.i = value.toBool();
  } else if (value.isInt()) {
    result.tag = Tag::Int;
    result.i = value.toInt();
  } else if (value.isDouble()) {
    result.tag = Tag::Double;
    result.d = value.toDouble();
  } else if (value.isString()) {
    resultStrings.push_back(value.toStringRef());
    result.tag = Tag::String;
    result.length = static_cast<int32_t>(resultStrings.back().size());
    result.p = const_cast<char*>(resultStrings.back().data());
  } else if (value.isTuple()) {
    for (const auto& element : value.toTupleRef().elements()) append(element);
    return;
  } else if (value.isList()) {
    for (const auto& element : value.toListRef()) append(element);
    return;
  } else if (value.isNone()) {
    result.tag = Tag::None;
  } else {
    TORCH_CHECK(false, "a result of type ", value.tagKind(), " has no counterpart in the managed API");
  }
  resultBuffer.push_back(result);
}

}  // namespace

namespace shim {

void setError(const char* message) { lastError = message; }

c10::IValue toValue(const Arg& arg) {
  switch (arg.tag) {
    case Tag::Tensor: return borrow(arg.p);
    case Tag::Int: return arg.i;
    case Tag::Double: return arg.d;
    case Tag::Bool: return arg.i != 0;
    case Tag::Complex: return c10::complex<double>(static_cast<double*>(arg.p)[0], static_cast<double*>(arg.p)[1]);
    case Tag::IntList: return std::vector<int64_t>(static_cast<int64_t*>(arg.p), static_cast<int64_t*>(arg.p) + arg.length);
    case Tag::DoubleList: return std::vector<double>(static_cast<double*>(arg.p), static_cast<double*>(arg.p) + arg.length);
    case Tag::TensorList: return borrowAll(static_cast<void* const*>(arg.p), arg.length);
    case Tag::String: return std::string(static_cast<const char*>(arg.p), arg.length);
    case Tag::Device: return c10::Device(static_cast<c10::DeviceType>(arg.length), static_cast<c10::DeviceIndex>(arg.i));
    case Tag::Generator: return generatorOf(arg.p);
    case Tag::StringList: {
      std::vector<std::string> list;
      for (int32_t k = 0; k < arg.length; ++k) list.emplace_back(static_cast<const char* const*>(arg.p)[k]);
      return list;
    }
    default: return c10::IValue();
  }
}

Arg* toResults(std::vector<c10::IValue>& values, int32_t* count) {
  resultBuffer.clear();
  resultStrings.clear();
  resultStrings.reserve(64);  // results point into the strings, so they may not move
  for (auto& value : values) append(std::move(value));
  *count = static_cast<int32_t>(resultBuffer.size());
  return resultBuffer.data();
}

}  // namespace shim

TS_API const char* ts_last_error() { return lastError.c_str(); }
