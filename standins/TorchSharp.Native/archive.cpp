// Tensors to and from PyTorch's archive files.
#include "shim.h"
#include <torch/serialize/input-archive.h>
#include <torch/serialize/output-archive.h>

namespace {
// The key under which torch::save of C++ puts a tensor.
const std::string kKey = "0";
}  // namespace

TS_API int ts_tensor_save(shim::Handle handle, const char* path) {
  return shim::guard([&] {
    torch::serialize::OutputArchive archive;
    archive.write(kKey, shim::borrow(handle));
    archive.save_to(std::string(path));
  });
}

TS_API int ts_tensor_load(const char* path, shim::Handle* result) {
  return shim::guard([&] {
    torch::serialize::InputArchive archive;
    archive.load_from(std::string(path));
    at::Tensor tensor;
    archive.read(kKey, tensor);
    *result = shim::release(std::move(tensor));
  });
}
