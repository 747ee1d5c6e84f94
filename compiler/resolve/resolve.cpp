#include "compiler/resolve/resolve.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "compiler/base/edit_distance.hpp"
#include "compiler/base/unique_name.hpp"
#include "compiler/parse/keywords.hpp"
#include "compiler/resolve/image_reference.hpp"
#include "compiler/resolve/scope.hpp"
#include "compiler/resolve/values.hpp"

namespace boxwright::resolve {

namespace {

using keywords::Id;

Span head_span(const ast::Row& row) { return row.head ? row.head->span : row.span; }

/// Of stages that need each other, of which each is read while the one before is.
constexpr std::size_t deepest_chain = 100;

/// A stage as it was written: of the file, or of one image.
struct Draft {
  const ast::Row* row = nullptr;
  std::string owner;   ///< the image it stands in; empty: the file
  std::string name;    ///< as written
  std::string unique;  ///< among all stages of the spec
  enum class State { waiting, running, done } state = State::waiting;
};

/// Walks a file: policy first, then stages as they are needed, each before those that use it.
class Resolver {
 public:
  Resolver(const ast::File& file, const Environment& environment, Waivers& waivers, Diagnostics& diagnostics)
      : file_(file), environment_(environment), diagnostics_(diagnostics), waivers_(waivers) {}

  spec::Spec run() {
    spec_.file = environment_.file;
    for (const ast::Row& row : file_.rows) read_policy(row);
    collect_waivers(file_.rows, nullptr);
    for (const Policy::Row& row : policy_.denied) spec_.denied.insert(row.values.begin(), row.values.end());
    if (environment_.dialect) spec_.dialect = *environment_.dialect;
    // Whoever checks a profile may build with any engine.
    for (const ast::Row& row : file_.rows)
      if (row.block() != nullptr && has_row(row.block()->rows, "conform")) spec_.dialect = Dialect::portable;
    for (const ast::Row& row : file_.rows) collect_drafts(row, "");
    for (const ast::Row& row : file_.rows) read_file_row(row);
    for (Draft& draft : drafts_) resolve_draft(draft);
    if (images_ == 0 && environment_.needs_image && !diagnostics_.has_errors())
      diagnostics_.report(diag::NoImage, Span{})
          .note("write `image NAME { from … }`; `boxwright init` writes a first one");
    check_base_arguments();
    if (!diagnostics_.has_errors()) secrets_.report_unused(waivers_, diagnostics_);
    return std::move(spec_);
  }

 private:
  /// An argument that names a base stands once, above the first stage: it cannot have two defaults.
  void check_base_arguments() {
    std::map<std::string, const spec::Stage*> first;
    for (const spec::Stage& stage : spec_.stages) {
      if (stage.from.argument.empty()) continue;
      const auto [known, is_new] = first.emplace(stage.from.argument, &stage);
      if (!is_new && known->second->from.name != stage.from.name) {
        diagnostics_.report(diag::TwoValues, stage.from.span, stage.from.argument)
            .label(known->second->from.span, "another default here")
            .note("name the arguments differently");
      }
    }
  }

  Scope new_scope(unsigned kind, Span block) {
    Scope scope;
    scope.environment = &environment_;
    scope.diagnostics = &diagnostics_;
    scope.waivers = &waivers_;
    scope.policy = &policy_;
    scope.secrets = &secrets_;
    scope.spec = &spec_;
    scope.kind = kind;
    scope.block = block;
    scope.names.parameters = &environment_.parameters;
    return scope;
  }

  /// Every `allow` of the file, with the block it stands in: a waiver holds for all of its block, above and below it.
  void collect_waivers(const std::vector<ast::Row>& rows, const ast::Row* around) {
    for (const ast::Row& row : rows) {
      if (row.head && row.head->value == "allow" && around != nullptr) {
        // What a policy waives is waived everywhere.
        const bool policy = around->head && around->head->value == "policy";
        Scope scope = new_scope(keywords::BUILD, policy ? Waivers::everywhere : around->span);
        scope.head = {around->span.file, around->span.begin, around->block()->span.begin};
        if (const auto statement = read_statement(row, keywords::BUILD, {}, diagnostics_)) handle(*statement, scope);
      }
      if (row.block() != nullptr) collect_waivers(row.block()->rows, row.untaken ? around : &row);
    }
  }

  void read_policy(const ast::Row& row) {
    if (!row.head || row.head->value != "policy") return;
    Scope scope = new_scope(keywords::FILE, row.span);
    if (const auto statement = read_statement(row, keywords::FILE, {}, diagnostics_)) handle(*statement, scope);
  }

  /// Names every stage before one is read, so that order does not matter.
  void collect_drafts(const ast::Row& row, const std::string& owner) {
    if (!row.head || row.broken) return;
    if (row.block() == nullptr) {
      if (row.head->value == "stage")
        diagnostics_.report(diag::BodyMissing, row.head->span, "stage",
                            "a block: what it starts from and what it makes");
      return;
    }
    if (row.head->value == "image" || row.head->value == "stage") collect_secrets(row);
    if (row.head->value == "image" && owner.empty()) {
      for (const ast::Row& inner : row.block()->rows) collect_drafts(inner, image_key(row));
    } else if (row.head->value == "stage") {
      const auto statement = read_statement(row, keywords::BUILD | keywords::FILE, {}, diagnostics_);
      if (!statement) return;
      add_draft(*statement, owner);
    }
  }

  /// The secrets that a block declares, for its own steps and those of the stages in it, wherever they are written.
  void collect_secrets(const ast::Row& block) {
    Scope scope = new_scope(keywords::BUILD, block.span);
    scope.secret_blocks = {image_key(block)};
    for (const ast::Row& row : block.block()->rows) {
      const keywords::Keyword* keyword = keyword_of(row, keywords::BUILD);
      if (keyword == nullptr || keyword->id != Id::secret) continue;
      if (const auto statement = read_statement(row, keywords::BUILD, {}, diagnostics_)) handle(*statement, scope);
    }
  }

  static std::string image_key(const ast::Row& row) { return "image@" + std::to_string(row.span.begin); }

  void add_draft(const Statement& statement, const std::string& owner) {
    const std::string name = statement.first().display();
    if (!is_plain_name(name) || std::isalpha(static_cast<unsigned char>(name.front())) == 0) {
      diagnostics_.report(diag::BadName, statement.first().span, name);
    } else if (name == "scratch" || name == "context") {
      diagnostics_.report(diag::ReservedName, statement.first().span, name)
          .note("Docker reads this name as something of its own");
    }
    for (const Draft& draft : drafts_) {
      if (draft.name == name && draft.owner == owner)
        diagnostics_.report(diag::DuplicateStage, statement.first().span, name)
            .label(head_span(*draft.row), "first here");
    }
    std::string lower = name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    drafts_.push_back({statement.row, owner, name, unique_name(stage_names_, lower), Draft::State::waiting});
  }

  void read_file_row(const ast::Row& row) {
    if (row.head && (row.head->value == "policy" || row.head->value == "stage") && !row.broken) return;
    if (row.untaken) {
      Scope scope = new_scope(keywords::FILE, row.span);
      handle(*read_statement(row, keywords::FILE, {}, diagnostics_), scope);
      return;
    }
    if (row.head && row.head->value == "image" && row.broken) {
      ++images_;
      return;
    }
    Names names;
    names.parameters = &environment_.parameters;
    const auto statement = read_statement(row, keywords::FILE, names, diagnostics_);
    if (!statement) return;
    if (statement->keyword->id == Id::image) {
      read_image(*statement);
    } else {
      Scope scope = new_scope(keywords::FILE, row.span);
      handle(*statement, scope);
    }
  }

  void read_image(const Statement& statement) {
    ++images_;
    const auto name = literal(statement.first(), diagnostics_);
    if (!name) return;
    const auto reference = parse_image_reference(*name);
    if (!reference || !reference->digest.empty()) {
      auto entry = diagnostics_.report(diag::BadImageName, statement.first().span, *name);
      if (const std::string lower = lower_case(*name); parse_image_reference(lower) && lower != *name)
        entry.fix(statement.first().span, lower, "write");
      entry.note(
          "it is NAME or NAME:TAG, such as acme/summarizer:2.1; the name has lower-case letters, digits and `.`, "
          "`_`, `-` between them");
      return;
    }
    spec::Image image;
    image.repository = reference->name;
    image.tag = reference->tag.empty() ? "latest" : reference->tag;
    image.span = statement.first().span;
    for (const spec::Image& other : spec_.images) {
      if (other.repository == image.repository && other.tag == image.tag) {
        diagnostics_.report(diag::DuplicateImage, image.span, *name).label(other.span, "first here");
        return;
      }
    }
    if (statement.row->block() == nullptr) {
      diagnostics_.report(diag::BodyMissing, statement.name_span, "image", "a block: what the image holds")
          .note(std::string("for example `") + std::string(statement.keyword->example) + "`");
      return;
    }
    image.stage = image.repository + ":" + image.tag;
    spec::Stage stage;
    stage.name = image.stage;
    stage.is_image = true;
    stage.span = statement.first().span;
    Scope scope = new_scope(keywords::IMAGE, statement.row->span);
    scope.image = &image;
    scope.stage = &stage;
    scope.names.known["image-name"] = reference->short_name();
    scope.names.known["tag"] = image.tag;
    read_stage_block(*statement.row, image_key(*statement.row), scope);
    finish_image(scope);
    spec_.stages.push_back(std::move(stage));
    image.allows_many_layers = waivers_.covers("many-layers", "", image.span);
    spec_.images.push_back(std::move(image));
  }

  void resolve_draft(Draft& draft) {
    if (draft.state != Draft::State::waiting) return;
    draft.state = Draft::State::running;
    spec::Stage stage;
    stage.name = draft.unique;
    stage.span = head_span(*draft.row);
    Scope scope = new_scope(keywords::STAGE, draft.row->span);
    scope.stage = &stage;
    for (const char* name : {"image-name", "tag"}) scope.names.unknown[name] = "it belongs to an image";
    read_stage_block(*draft.row, draft.owner, scope);
    draft.state = Draft::State::done;
    spec_.stages.push_back(std::move(stage));
  }

  FoundStage use_stage(std::string_view name, const std::string& owner, Span use) {
    Draft* found = nullptr;
    std::vector<std::string_view> names;
    for (Draft& draft : drafts_) {
      if (draft.owner == owner || draft.owner.empty()) names.push_back(draft.name);
      if (draft.name == name && (draft.owner == owner || (draft.owner.empty() && found == nullptr))) found = &draft;
    }
    if (found == nullptr) {
      const Guess meant = guess(name, names).value_or(Guess{});
      return {nullptr, false, std::string(meant.word), meant.certain};
    }
    if (found->state == Draft::State::running) {
      diagnostics_.report(diag::StageCycle, use, std::string(name))
          .label(head_span(*found->row), "this stage")
          .note("a stage is built after those it starts or copies from: leave one of these rows out");
      return {nullptr, true, ""};
    }
    if (found->state == Draft::State::waiting && depth_ == deepest_chain) {
      diagnostics_.report(diag::StagesTooDeep, use, deepest_chain)
          .note("what one stage can do in several steps needs no stages of its own");
      return {nullptr, true, ""};
    }
    const std::string unique = found->unique;
    ++depth_;
    resolve_draft(*found);
    --depth_;
    const auto stage =
        std::find_if(spec_.stages.begin(), spec_.stages.end(), [&](const spec::Stage& s) { return s.name == unique; });
    if (stage == spec_.stages.end()) return {nullptr, true, ""};
    return {&*stage, false, ""};
  }

  /// A stage's rows: first what the others are read with (arguments, the base, names), then the rest as written.
  void read_stage_block(const ast::Row& row, const std::string& owner, Scope& scope) {
    scope.find_stage = [this, owner](std::string_view name, Span use) { return use_stage(name, owner, use); };
    scope.secret_blocks = {image_key(row), owner};
    const std::vector<ast::Row>& rows = row.block()->rows;
    scope.names.known["os"] = "linux";
    scope.names.unknown["variant"] = "the image has no variants";
    std::set<const ast::Row*> done;
    const auto read_all = [&](Id id) {
      for (const ast::Row& inner : rows) {
        const keywords::Keyword* keyword = keyword_of(inner, scope.kind);
        if (keyword != nullptr && keyword->id == id && done.insert(&inner).second) read_row(inner, scope);
      }
    };
    read_all(Id::arg);
    read_all(Id::from);
    if (scope.stage->from.span == Span{} && !has_row(rows, "from") && !has_unknown(rows, scope.kind)) {
      diagnostics_
          .report(diag::MissingFrom, head_span(row),
                  scope.image != nullptr ? scope.image->repository : scope.stage->name)
          .note("write for example `from python:3.11-slim-bookworm` as the first line of its block");
    }
    declare_variables(rows, scope);
    read_all(Id::user);
    name_home(scope);
    read_all(Id::workdir);
    name_workdir(scope);
    read_all(Id::python);
    name_site_packages(scope);
    for (const ast::Row& inner : rows) {
      const keywords::Keyword* keyword = keyword_of(inner, scope.kind);
      if (keyword != nullptr && (keyword->id == Id::allow || keyword->id == Id::stage || keyword->id == Id::secret))
        continue;
      if (done.insert(&inner).second) read_row(inner, scope);
    }
    finish_stage(scope);
  }

  static bool has_row(const std::vector<ast::Row>& rows, std::string_view name) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const ast::Row& row) { return row.head && row.head->value == name; });
  }
  /// Some row is not understood, and may well be the one that is missed.
  static bool has_unknown(const std::vector<ast::Row>& rows, unsigned scope) {
    return std::any_of(rows.begin(), rows.end(),
                       [&](const ast::Row& row) { return keyword_of(row, scope) == nullptr; });
  }

  void read_row(const ast::Row& row, Scope& scope) {
    const auto statement = read_statement(row, scope.kind, scope.names, diagnostics_);
    if (!statement) return;
    const auto [first, is_first] = scope.written.emplace(statement->keyword->id, statement->name_span);
    if (statement->keyword->once && !is_first) {
      auto entry = diagnostics_.report(diag::WrittenTwice, statement->name_span, statement->name(),
                                       scope.image != nullptr ? "an image" : "a stage");
      entry.label(first->second, "first here");
      if (statement->keyword->id == Id::workdir) entry.note("a step runs elsewhere with `run(in=/other): command`");
      return;
    }
    handle(*statement, scope);
  }

  /// The names that `env` declares count in the whole stage, wherever they stand.
  void declare_variables(const std::vector<ast::Row>& rows, Scope& scope) {
    for (const auto& [name, value] : scope.stage->base.env) scope.names.variables.insert(name);
    for (const ast::Row& row : rows) {
      const keywords::Keyword* keyword = keyword_of(row, scope.kind);
      const bool is_scope = keyword != nullptr && keyword->id == Id::python && row.block() != nullptr;
      if (row.untaken || is_scope) declare_variables(row.block()->rows, scope);
      if (keyword == nullptr || keyword->id != Id::env) continue;
      declare_arguments(row.arguments, scope);
      if (row.block() != nullptr)
        for (const ast::Row& item : row.block()->rows) declare_arguments(item.arguments, scope);
    }
  }

  static void declare_arguments(const std::vector<ast::Argument>& arguments, Scope& scope) {
    for (const ast::Argument& argument : arguments) {
      if (argument.pieces.empty() || argument.pieces.front().kind != ast::Piece::Kind::bare) continue;
      const std::string& text = argument.pieces.front().text;
      if (const std::size_t equals = text.find('='); equals != std::string::npos)
        if (const std::string name = text.substr(0, equals); is_variable_name(name)) scope.names.variables.insert(name);
    }
  }

  static void name_home(Scope& scope) {
    if (!scope.stage->user.written && scope.policy->user) {
      scope.stage->user.name = scope.policy->user->value;
      scope.stage->user.home = "/home/" + scope.policy->user->value;
    }
    spec::User& user = scope.stage->user;
    const BaseFacts::User& base = scope.stage->base.user;
    const bool keeps_base = user.base || (!user.written && (!scope.stage->is_image || base.uid != 0));
    if (keeps_base) {
      user.base = true;
      user.name = base.name;
      user.uid = base.uid;
      user.gid = base.gid;
      user.home = base.home;
    }
    scope.names.known["home"] = user.home;
  }

  static void name_workdir(Scope& scope) {
    scope.names.known["workdir"] = scope.stage->workdir.empty() ? scope.stage->base.workdir : scope.stage->workdir;
  }

  static void name_site_packages(Scope& scope) {
    const auto& python = scope.stage->python;
    if (python && !python->site_packages.empty()) {
      scope.names.known["site-packages"] = python->site_packages;
    } else {
      scope.names.unknown["site-packages"] =
          python ? "where this base's Python installs to is not known" : "the base has no Python";
    }
  }

  const ast::File& file_;
  const Environment& environment_;
  Diagnostics& diagnostics_;
  Waivers& waivers_;
  Policy policy_;
  Secrets secrets_;
  spec::Spec spec_;
  std::vector<Draft> drafts_;
  std::set<std::string> stage_names_;
  std::size_t images_ = 0;
  std::size_t depth_ = 0;  ///< of the stages that are being read, each for the one before
};

}  // namespace

spec::Spec resolve(const ast::File& file, const Environment& environment, Waivers& waivers, Diagnostics& diagnostics) {
  return Resolver(file, environment, waivers, diagnostics).run();
}

}  // namespace boxwright::resolve
