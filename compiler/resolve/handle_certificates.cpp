// Authorities that downloads trust while an image is built.
#include "compiler/resolve/scope.hpp"

namespace boxwright::resolve {

void handle_certificates(const Statement& statement, Scope& scope) {
  Certificates& certificates = scope.stage != nullptr ? scope.stage->certificates : scope.spec->certificates;
  certificates.kept = certificates.kept || statement.options.has("keep");
  for (const Word& word : statement.items.front().words) {
    const auto path = context_file(word, scope);
    if (!path) continue;
    const std::string text = scope.files().read(scope.context_path(*path)).value_or("");
    if (text.find("PRIVATE KEY-----") != std::string::npos) {
      scope.report(diag::PrivateKey, word.span, *path)
          .note("name a file with the authority's certificate alone; its key belongs to whoever signs with it");
    } else if (text.find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
      scope.report(diag::NoCertificate, word.span, *path)
          .note("`openssl x509 -inform der -in company.cer -out company.crt` makes one of the binary form");
    } else {
      certificates.files.push_back(*path);
    }
  }
}

}  // namespace boxwright::resolve
