#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace strata {

template <class Signature>
class FunctionRef;

/// A view of something callable, as std::string_view is a view of text: it owns nothing and never allocates, which
/// std::function may. It must not outlive the function that it refers to.
template <class Result, class... Arguments>
class FunctionRef<Result(Arguments...)> {
 public:
  /// Refers to `function`, which may be a temporary (a lambda written as an argument) where the view is used only
  /// within the call it is passed to.
  template <class Function>
  requires(!std::is_same_v<std::remove_cvref_t<Function>, FunctionRef> &&
           std::is_object_v<std::remove_reference_t<Function>> &&
           std::is_invocable_r_v<Result, Function&, Arguments...>)
      FunctionRef(Function&& function)  // NOLINT(google-explicit-constructor): a lambda converts where it is passed
      : function_(const_cast<void*>(static_cast<const void*>(std::addressof(function)))),
        call_([](void* erased, Arguments... arguments) -> Result {
          auto& callee = *static_cast<std::remove_reference_t<Function>*>(erased);
          if constexpr (std::is_void_v<Result>) {
            callee(std::forward<Arguments>(arguments)...);
          } else {
            return callee(std::forward<Arguments>(arguments)...);
          }
        }) {}

  /// Calls the function referred to; what it throws passes through.
  Result operator()(Arguments... arguments) const { return call_(function_, std::forward<Arguments>(arguments)...); }

 private:
  void* function_;
  Result (*call_)(void*, Arguments...);
};

}  // namespace strata
