// Calls any operator of libtorch by name through the boxed dispatcher.
#include "shim.h"
#include <ATen/core/Generator.h>
#include <ATen/core/List.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/ivalue.h>
#include <ATen/core/stack.h>
#include <deque>

namespace {

using c10::IValue;
using c10::TypeKind;

// What a parameter of an operator wants; managed arguments are converted to it.
enum class Want : uint8_t { Any, Double, Scalar, IntList, DoubleList, BoolList, TensorList, OptionalTensorList, Bool };

struct Parameter {
  Want want;
  bool optional;  // None is a value of its own; elsewhere None stands for the default
  int32_t fixedLength;  // int[2] in the schema: one int stands for that many
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

Want wantOf(const c10::Type& type) {
  switch (type.kind()) {
    case TypeKind::OptionalType: return wantOf(*type.expectRef<c10::OptionalType>().getElementType());
    case TypeKind::FloatType: return Want::Double;
    case TypeKind::BoolType: return Want::Bool;
    case TypeKind::NumberType: return Want::Scalar;
    case TypeKind::ListType: {
      const auto& element = *type.expectRef<c10::ListType>().getElementType();
      switch (element.kind()) {
        case TypeKind::FloatType: return Want::DoubleList;
        case TypeKind::BoolType: return Want::BoolList;
        case TypeKind::TensorType: return Want::TensorList;
        case TypeKind::OptionalType: return Want::OptionalTensorList;
        case TypeKind::IntType:
        case TypeKind::SymIntType: return Want::IntList;
        default: return Want::Any;
      }
    }
    default: return Want::Any;
  }
}

template <typename T, typename S>
c10::List<T> listOf(const Arg& arg, int32_t fixedLength) {
  c10::List<T> list;
  if (arg.tag == Tag::Int || arg.tag == Tag::Bool) {
    for (int32_t k = 0; k < std::max(fixedLength, 1); ++k) list.push_back(static_cast<T>(arg.i));
  } else if (arg.tag == Tag::Double) {
    list.push_back(static_cast<T>(arg.d));
  } else {
    const auto* data = static_cast<const S*>(arg.p);
    list.reserve(arg.length);
    for (int32_t k = 0; k < arg.length; ++k) list.push_back(static_cast<T>(data[k]));
  }
  return list;
}

IValue optionalTensors(const Arg& arg) {
  c10::List<c10::optional<at::Tensor>> list;
  auto* handles = static_cast<void* const*>(arg.p);
  for (int32_t k = 0; k < arg.length; ++k)
    list.push_back(handles[k] ? c10::optional<at::Tensor>(shim::borrow(handles[k])) : c10::nullopt);
  return IValue(std::move(list));
}

IValue convert(const Arg& arg, const Parameter& parameter) {
  switch (parameter.want) {
    case Want::Double: return arg.tag == Tag::Int || arg.tag == Tag::Bool ? IValue(static_cast<double>(arg.i)) : shim::toValue(arg);
    case Want::Bool: return arg.tag == Tag::Int ? IValue(arg.i != 0) : shim::toValue(arg);
    case Want::IntList: return IValue(listOf<int64_t, int64_t>(arg, parameter.fixedLength));
    case Want::DoubleList: return IValue(arg.tag == Tag::IntList ? listOf<double, int64_t>(arg, 0) : listOf<double, double>(arg, 0));
    case Want::BoolList: return IValue(listOf<bool, int64_t>(arg, parameter.fixedLength));
    case Want::OptionalTensorList: return optionalTensors(arg);
    default: return shim::toValue(arg);
  }
}

// The schema's own defaults fill what is left out.
IValue defaultOf(const c10::FunctionSchema& schema, size_t index) {
  const auto& argument = schema.arguments()[index];
  TORCH_CHECK(argument.default_value(), schema.name(), ": argument '", argument.name(), "' has no default; pass a value");
  return *argument.default_value();
}

void invoke(const Operator& op, const Arg* args, int32_t count, std::vector<IValue>& stack) {
  const auto& schema = op.handle.schema();
  const auto total = op.parameters.size();
  TORCH_CHECK(static_cast<size_t>(count) <= total, schema.name(), " takes ", total, " arguments, got ", count);
  stack.reserve(std::max(total, schema.returns().size()));
  for (int32_t k = 0; k < count; ++k) {
    const auto& parameter = op.parameters[k];
    if (args[k].tag == Tag::Default || (args[k].tag == Tag::None && !parameter.optional)) stack.push_back(defaultOf(schema, k));
    else if (args[k].tag == Tag::None) stack.emplace_back();
    else stack.push_back(convert(args[k], parameter));
  }
  for (size_t k = count; k < total; ++k) stack.push_back(defaultOf(schema, k));
  op.handle.callBoxed(&stack);
}

}  // namespace

// The operator `name`.`overload` ("aten::add", "Tensor"); lives as long as the process.
TS_API int ts_operator(const char* name, const char* overload, void** result) {
  return shim::guard([&] {
    auto handle = c10::Dispatcher::singleton().findSchemaOrThrow(name, overload);
    auto op = std::make_unique<Operator>(Operator{handle, {}});
    for (const auto& argument : handle.schema().arguments())
      op->parameters.push_back({wantOf(*argument.type()), argument.type()->kind() == TypeKind::OptionalType, argument.N().value_or(0)});
    *result = op.release();
  });
}

// Calls an operator that returns one tensor: the path of nearly every call.
TS_API int ts_call_tensor(void* op, const Arg* args, int32_t count, void** result) {
  return shim::guard([&] {
    std::vector<IValue> stack;
    invoke(*static_cast<Operator*>(op), args, count, stack);
    *result = stack.empty() ? nullptr : shim::release(std::move(stack[0]).toTensor());
  });
}

// Calls any operator; a tensor list among the results is laid out in place.
TS_API int ts_call(void* op, const Arg* args, int32_t count, Arg** results, int32_t* resultCount) {
  return shim::guard([&] {
    std::vector<IValue> stack;
    invoke(*static_cast<Operator*>(op), args, count, stack);
    *results = shim::toResults(stack, resultCount);
  });
}
