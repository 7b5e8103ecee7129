// State of the process and of the thread: grad mode, inference mode, random generators, threads.
#include "shim.h"
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <torch/csrc/autograd/anomaly_mode.h>

namespace shim {

at::Generator generatorOf(void* handle) {
  if (handle == nullptr) return at::detail::getDefaultCPUGenerator();
  return at::Generator(c10::intrusive_ptr<c10::GeneratorImpl>::reclaim_copy(static_cast<c10::GeneratorImpl*>(handle)));
}

}  // namespace shim

TS_API int32_t ts_grad_enabled() { return at::GradMode::is_enabled(); }
TS_API void ts_set_grad_enabled(int32_t value) { at::GradMode::set_enabled(value != 0); }

// Inference mode is a scope of the thread: what `enter` returns goes to `leave` on the same thread.
TS_API void* ts_inference_enter(int32_t value) { return new c10::InferenceMode(value != 0); }
TS_API void ts_inference_leave(void* scope) { delete static_cast<c10::InferenceMode*>(scope); }
TS_API int32_t ts_inference_enabled() { return c10::InferenceMode::is_enabled(); }

TS_API void ts_anomaly(int32_t enabled, int32_t checkNan) { torch::autograd::AnomalyMode::set_enabled(enabled != 0, checkNan != 0); }
TS_API int32_t ts_anomaly_enabled() { return torch::autograd::AnomalyMode::is_enabled(); }
TS_API int32_t ts_anomaly_checks_nan() { return torch::autograd::AnomalyMode::should_check_nan(); }

// Generators: null is the default CPU generator.
TS_API void* ts_generator_new(uint64_t seed) { return at::detail::createCPUGenerator(seed).unsafeReleaseGeneratorImpl(); }
TS_API void ts_generator_free(void* generator) {
  if (generator != nullptr) c10::intrusive_ptr<c10::GeneratorImpl>::reclaim(static_cast<c10::GeneratorImpl*>(generator));
}

TS_API int ts_generator_set_seed(void* handle, uint64_t seed) {
  return shim::guard([&] {
    auto generator = shim::generatorOf(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_current_seed(seed);
  });
}

TS_API uint64_t ts_generator_seed(void* handle) { return shim::generatorOf(handle).current_seed(); }

TS_API int ts_generator_state(void* handle, shim::Handle* state) {
  return shim::guard([&] {
    auto generator = shim::generatorOf(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    *state = shim::release(generator.get_state());
  });
}

TS_API int ts_generator_set_state(void* handle, shim::Handle state) {
  return shim::guard([&] {
    auto generator = shim::generatorOf(handle);
    std::lock_guard<std::mutex> lock(generator.mutex());
    generator.set_state(shim::borrow(state));
  });
}

TS_API int ts_manual_seed(uint64_t seed) {
  return shim::guard([&] { at::manual_seed(seed); });
}

TS_API int ts_set_threads(int32_t count) {
  return shim::guard([&] { at::set_num_threads(count); });
}
TS_API int32_t ts_threads() { return at::get_num_threads(); }
TS_API int ts_set_interop_threads(int32_t count) {
  return shim::guard([&] { at::set_num_interop_threads(count); });
}
TS_API int32_t ts_interop_threads() { return at::get_num_interop_threads(); }

TS_API int32_t ts_promote(int32_t left, int32_t right) {
  return static_cast<int32_t>(c10::promoteTypes(static_cast<c10::ScalarType>(left), static_cast<c10::ScalarType>(right)));
}

// A switch of the process: sets it where `value` is 0 or 1, and gives what it is.
TS_API int32_t ts_switch(int32_t which, int32_t value) {
  auto& context = at::globalContext();
  const bool set = value >= 0, on = value != 0;
  switch (which) {
    case 0: if (set) context.setAllowTF32CuBLAS(on); return context.allowTF32CuBLAS();
    case 1: if (set) context.setAllowTF32CuDNN(on); return context.allowTF32CuDNN();
    case 2: if (set) context.setAllowFP16ReductionCuBLAS(on); return context.allowFP16ReductionCuBLAS();
    case 3: if (set) context.setSDPUseFlash(on); return context.userEnabledFlashSDP();
    default: if (set) context.setSDPUseMath(on); return context.userEnabledMathSDP();
  }
}
