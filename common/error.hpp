#pragma once

#include <stdexcept>
#include <string>

namespace strata {

/// What went wrong, in the four parts that every message of Strata has.
struct Problem {
  std::string where;     ///< a file, a layer's path ("classifier.fc") or an option ("--batch-size")
  std::string got;       ///< what was found
  std::string expected;  ///< what should have been there
  std::string hint;      ///< what to do next; may be empty
};

/// The base of every exception that Strata throws. what() is one sentence:
/// "classifier.fc: got input [N=64,F=783], expected [N=any,F=784]. Hint: ...".
class Error : public std::runtime_error {
 public:
  /// Puts what() together from the four parts.
  explicit Error(Problem problem);

  /// The four parts one by one, for callers that add to them or show them in another form.
  const Problem& problem() const { return problem_; }

 private:
  Problem problem_;
};

/// A command was called wrongly. Programs end with exit code 2 instead of 1.
class UsageError : public Error {
 public:
  /// From the four parts, as Error; `where` is the option or the argument.
  using Error::Error;
};

}  // namespace strata
