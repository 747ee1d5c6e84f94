#include "compiler/base/sha256.hpp"

#include <openssl/evp.h>

#include <array>

#include "compiler/base/invariant.hpp"

namespace boxwright {

std::string sha256(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
    broken_invariant("libcrypto has no SHA-256");
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (unsigned i = 0; i < size; ++i) {
    result += digits[digest[i] >> 4U];
    result += digits[digest[i] & 0xFU];
  }
  return result;
}

}  // namespace boxwright
