#include "common/checksum.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <vector>

#include "common/error.hpp"
#include "common/read_file.hpp"

namespace strata {
namespace {

void expect_success(bool success) {
  if (!success) throw Error({"SHA-256", "an error inside libcrypto", "a digest", "check the installed libssl"});
}

// At exit libcrypto would forget what it keeps for each thread, and threads of the pool that still live would leak it.
void leave_threads_alone_at_exit() {
  [[maybe_unused]] static const int done = OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

}  // namespace

struct Sha256::State {
  struct FreeContext {
    void operator()(EVP_MD_CTX* owned) const { EVP_MD_CTX_free(owned); }
  };

  State() {
    leave_threads_alone_at_exit();
    context.reset(EVP_MD_CTX_new());
    expect_success(context != nullptr);
    start();
  }

  void start() const { expect_success(EVP_DigestInit_ex(context.get(), EVP_sha256(), nullptr) == 1); }

  std::unique_ptr<EVP_MD_CTX, FreeContext> context;
};

Sha256::Sha256() : state_(std::make_unique<State>()) {}
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::byte> bytes) {
  expect_success(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Sha256Digest Sha256::finish() {
  Sha256Digest digest{};
  unsigned length = 0;
  auto* output = reinterpret_cast<unsigned char*>(digest.data());
  expect_success(EVP_DigestFinal_ex(state_->context.get(), output, &length) == 1 && length == digest.size());
  state_->start();
  return digest;
}

Sha256Digest sha256(std::span<const std::byte> bytes) {
  Sha256 sum;
  sum.update(bytes);
  return sum.finish();
}

Sha256Digest sha256_of_file(const std::filesystem::path& path) {
  FileReader file(path);
  Sha256 sum;
  std::vector<std::byte> block(1 << 16);
  while (const std::size_t count = file.read(block)) sum.update(std::span(block).first(count));
  return sum.finish();
}

std::string hexadecimal(std::span<const std::byte> bytes) {
  constexpr const char* digits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * bytes.size());
  for (const std::byte value : bytes) {
    text += digits[std::to_integer<unsigned>(value >> 4)];
    text += digits[std::to_integer<unsigned>(value & std::byte{15})];
  }
  return text;
}

}  // namespace strata
