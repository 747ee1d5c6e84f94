#include "compiler/shell/build.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace boxwright::shell {

namespace {

std::optional<Joint> joint_of(NodeKind kind, std::string_view text) {
  switch (kind) {
    case NodeKind::sequence:
      return Joint::sequence;
    case NodeKind::background:
      return Joint::background;
    case NodeKind::both:
      return Joint::both;
    case NodeKind::either:
      return Joint::either;
    case NodeKind::pipe:
      return text.size() > 1 ? Joint::pipe_all : Joint::pipe;
    default:
      return std::nullopt;
  }
}

std::optional<Group::Kind> group_of(NodeKind kind) {
  switch (kind) {
    case NodeKind::compound:
      return Group::Kind::compound;
    case NodeKind::braces:
      return Group::Kind::braces;
    case NodeKind::subshell:
      return Group::Kind::subshell;
    case NodeKind::condition:
      return Group::Kind::condition;
    case NodeKind::body:
      return Group::Kind::body;
    case NodeKind::function:
      return Group::Kind::function;
    case NodeKind::substitution:
      return Group::Kind::substitution;
    default:
      return std::nullopt;
  }
}

/// Walks through the nodes in the order of the text.
class Builder {
 public:
  explicit Builder(const State& state) : state_(state) {}

  Script script(const Node& root) {
    Group& all = script_.groups.emplace_back();
    all.end = end_of(root, state_);
    Level level;
    read_all(root, level);
    if (const auto error = state_.error()) {
      script_.complete = false;
      script_.error_at = *error;
      script_.too_deep = state_.too_deep();
    }
    return std::move(script_);
  }

 private:
  /// How far the members of a group have been read.
  struct Level {
    std::size_t group = 0;
    std::optional<std::size_t> command;  ///< the one whose words are read
    enum class Last { none, command, group } last = Last::none;
    std::size_t index = 0;  ///< of the last member
    Joint joint = Joint::none;
    bool negated = false;
  };

  Member* last(const Level& level) {
    switch (level.last) {
      case Level::Last::none:
        return nullptr;
      case Level::Last::command:
        return &script_.commands[level.index];
      case Level::Last::group:
        return &script_.groups[level.index];
    }
    return nullptr;
  }

  void join(Level& level, Joint joint) {
    if (Member* member = last(level); member != nullptr && level.joint == Joint::none) {
      member->after = joint;
      level.joint = joint;
    }
  }

  /// Takes the place of the next member of the group.
  void place(Member& member, Level& level, const Node& node) const {
    member.group = level.group;
    member.before = std::exchange(level.joint, Joint::none);
    member.negated = std::exchange(level.negated, false);
    member.begin = state_.offset(node.begin);
    member.end = end_of(node, state_);
  }

  void read_all(const Node& node, Level& level) {
    for (const Node& child : node.children()) read(child, level);
  }

  void read(const Node& node, Level& level) {
    if (const auto joint = joint_of(node.kind, node.text())) {
      join(level, *joint);
    } else if (node.kind == NodeKind::negation) {
      level.negated = !level.negated;
    } else if (node.kind == NodeKind::simple) {
      read_command(node, level);
    } else if (const auto kind = group_of(node.kind)) {
      read_group(node, *kind, level);
    } else if (node.kind == NodeKind::redirection) {
      Redirection redirection = redirection_of(node);
      if (Member* member = last(level)) {
        member->end = redirection.end;
        member->redirections.push_back(std::move(redirection));
      }
      read_all(node, level);
    } else {
      if (node.kind == NodeKind::word && level.group != 0 && !level.command)
        script_.groups[level.group].words.push_back(build_word(node, state_));
      read_all(node, level);
    }
  }

  void read_command(const Node& node, Level& level) {
    const std::size_t index = script_.commands.size();
    Command command;
    place(command, level, node);
    command.end = command.begin;
    for (const Node& child : node.children()) {
      if (child.kind == NodeKind::continuation) continue;
      if (child.kind == NodeKind::word) command.words.push_back(build_word(child, state_));
      if (child.kind == NodeKind::assignment) command.assignments.push_back(assignment_of(child));
      if (child.kind == NodeKind::redirection) command.redirections.push_back(redirection_of(child));
      command.end = end_of(child, state_);
    }
    script_.commands.push_back(std::move(command));
    level.last = Level::Last::command;
    level.index = index;
    Level inside;
    inside.group = level.group;
    inside.command = index;
    read_all(node, inside);
  }

  void read_group(const Node& node, Group::Kind kind, Level& level) {
    const std::size_t index = script_.groups.size();
    Group group;
    group.kind = kind;
    if (kind == Group::Kind::substitution) {
      group.group = level.group;
      group.command = level.command;
      group.begin = state_.offset(node.begin);
      group.end = end_of(node, state_);
    } else {
      place(group, level, node);
      level.last = Level::Last::group;
      level.index = index;
    }
    script_.groups.push_back(std::move(group));
    Level inside;
    inside.group = index;
    read_all(node, inside);
  }

  [[nodiscard]] Assignment assignment_of(const Node& node) const {
    Assignment assignment;
    assignment.begin = state_.offset(node.begin);
    assignment.end = end_of(node, state_);
    assignment.value.begin = assignment.value.end = assignment.end;
    for (const Node& child : node.children()) {
      if (child.kind == NodeKind::assigned_name) assignment.name = child.text();
      if (child.kind == NodeKind::assigned) assignment.appends = child.text().size() > 1;
      if (child.kind == NodeKind::word) assignment.value = build_word(child, state_);
    }
    return assignment;
  }

  [[nodiscard]] Redirection redirection_of(const Node& node) const {
    Redirection redirection;
    redirection.begin = redirection.end = state_.offset(node.begin);
    for (const Node& child : node.children()) {
      if (child.kind == NodeKind::continuation) continue;
      if (child.kind == NodeKind::direction) {
        redirection.sign = child.text();
        redirection.document = state_.document_at(child.begin);
      } else if (child.kind == NodeKind::descriptor) {
        unsigned value = 0;
        const auto [stop, error] = std::from_chars(child.begin, child.end, value);
        if (error == std::errc()) redirection.descriptor = value;
      } else if (child.kind == NodeKind::word) {
        redirection.target = build_word(child, state_);
      }
      redirection.end = end_of(child, state_);
    }
    return redirection;
  }

  const State& state_;
  Script script_;
};

}  // namespace

Script build(const Node& root, const State& state) { return Builder(state).script(root); }

}  // namespace boxwright::shell
