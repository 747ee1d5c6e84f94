package main

import (
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/distribution/reference"
	"github.com/moby/buildkit/solver/pb"
)

// compareSteps holds the operations that make a stage's files to its steps, one by one.
func (j *judge) compareSteps(stage meantStage, s situation, g *graph) {
	chain := g.chain
	read := "scratch"
	if len(chain) > 0 && chain[0].GetSource() != nil {
		read = strings.TrimPrefix(chain[0].GetSource().Identifier, "docker-image://")
		chain = chain[1:]
	}
	if name := baseOf(j.meaning, stage); name != "" {
		j.same("Base", "stage "+stage.Name, fullName(name), read)
	}
	j.same("Steps", "stage "+stage.Name+": the number of operations", len(s.steps), len(chain))
	for i := range min(len(s.steps), len(chain)) {
		j.verdict.Steps++
		where := fmt.Sprintf("stage %s: step %d (%s)", stage.Name, i+1, s.steps[i].what.Keyword)
		j.compareStep(where, s.steps[i], chain[i], g)
	}
}

func fullName(name string) string {
	if name == "scratch" {
		return name
	}
	named, err := reference.ParseNormalizedNamed(name)
	if err != nil {
		return name
	}
	return reference.TagNameOnly(named).String()
}

func (j *judge) compareStep(where string, meant step, op *pb.Op, g *graph) {
	if merge := op.GetMerge(); merge != nil {
		if meant.what.one("link") == "" || len(merge.Inputs) != 2 {
			j.find("Link", "%s: BuildKit merges a layer of its own", where)
		}
		op, _ = g.input(op, merge.Inputs[1].Input)
	}
	switch meant.what.Keyword {
	case "RUN":
		if op.GetExec() == nil {
			j.find("Step", "%s: BuildKit runs nothing here", where)
			return
		}
		j.compareExec(where, meant, op, g)
	case "WORKDIR":
		actions := op.GetFile().GetActions()
		if len(actions) != 1 || actions[0].GetMkdir() == nil {
			j.find("Step", "%s: BuildKit makes no folder here", where)
			return
		}
		j.same("Step", where, path.Clean(meant.directory), actions[0].GetMkdir().Path)
	default:
		j.compareCopy(where, meant, op, g)
	}
}

// compareCopy is for COPY and ADD.
func (j *judge) compareCopy(where string, meant step, op *pb.Op, g *graph) {
	actions := op.GetFile().GetActions()
	sources := plainAll(meant.what.get("sources"))
	j.same("Copy", where+": the number of sources", len(sources), len(actions))
	for i := range min(len(sources), len(actions)) {
		copied := actions[i].GetCopy()
		if copied == nil {
			j.find("Step", "%s: BuildKit copies nothing here", where)
			return
		}
		source, digest := g.input(op, actions[i].SecondaryInput)
		if meant.what.Keyword == "ADD" {
			j.compareFetched(where, meant.what, sources[i], source)
		} else {
			j.compareOrigin(where, meant.what, source, digest)
			j.same("Copy", where+": a source", path.Clean("/"+sources[i]), path.Clean("/"+unescaped(copied.Src)))
		}
		j.same("Copy", where+": the destination", withSlash(meant.what.one("destination")), withSlash(copied.Dest))
		j.same("Copy", where+": the mode", meant.what.one("mode"), modeOf(copied, meant.what.one("mode")))
		j.same("Copy", where+": the owner", ownerOrRoot(meant.what.one("owner")), ownerOf(copied.Owner))
	}
}

func withSlash(name string) string {
	if strings.HasSuffix(name, "/") && name != "/" {
		return path.Clean(name) + "/"
	}
	return path.Clean(name)
}

// unescaped takes the sets away that hold one character for itself.
func unescaped(pattern string) string { return strings.ReplaceAll(pattern, "[[]", "[") }

// modeOf gives the mode as the meaning writes it.
func modeOf(copied *pb.FileActionCopy, meant string) string {
	if copied.ModeStr != "" {
		return copied.ModeStr
	}
	if copied.Mode == -1 {
		return ""
	}
	if bits, err := strconv.ParseInt(meant, 8, 32); err == nil && bits == int64(copied.Mode) {
		return meant
	}
	return strconv.FormatInt(int64(copied.Mode), 8)
}

func ownerOrRoot(owner string) string {
	if owner == "" || owner == "0" {
		return "0:0"
	}
	if !strings.Contains(owner, ":") {
		return owner + ":" + owner
	}
	return owner
}

func ownerOf(owner *pb.ChownOpt) string {
	if owner == nil {
		return "0:0"
	}
	part := func(user *pb.UserOpt) string {
		if name := user.GetByName(); name != nil {
			return name.Name
		}
		return strconv.FormatUint(uint64(user.GetByID()), 10)
	}
	return part(owner.User) + ":" + part(owner.Group)
}

// compareOrigin asks where files are copied from.
func (j *judge) compareOrigin(where string, meant statement, source *pb.Op, digest string) {
	switch {
	case meant.one("stage") != "":
		if digest != j.last[meant.one("stage")] || digest == "" {
			j.find("Copy", "%s: BuildKit copies from something else than stage %s", where, meant.one("stage"))
		}
	case meant.one("image") != "":
		j.same("Copy", where+": the image", "docker-image://"+fullName(meant.one("image")), source.GetSource().GetIdentifier())
	default:
		j.same("Copy", where+": the source", "local://context", source.GetSource().GetIdentifier())
	}
}

// compareFetched asks what the engine itself downloads.
func (j *judge) compareFetched(where string, meant statement, url string, source *pb.Op) {
	from := source.GetSource()
	if !strings.HasPrefix(from.GetIdentifier(), "git://") {
		j.same("Fetch", where+": the address", url, from.GetIdentifier())
		j.same("Fetch", where+": the checksum", meant.one("checksum"), from.GetAttrs()[pb.AttrHTTPChecksum])
		return
	}
	address, revision, _ := strings.Cut(url, "#")
	full := from.Attrs[pb.AttrFullRemoteURL]
	j.same("Fetch", where+": the repository", address, strings.TrimSuffix(full, "#"+revision))
	if !strings.HasSuffix(from.Identifier, "#"+revision) {
		j.find("Fetch", "%s: %s is meant, and BuildKit takes %s", where, revision, from.Identifier)
	}
	j.same("Fetch", where+": the history", meant.one("history"), from.Attrs[pb.AttrKeepGitDir])
}

// compareExec is for RUN.
func (j *judge) compareExec(where string, meant step, op *pb.Op, g *graph) {
	exec := op.GetExec()
	same := func(what string, due, is any) { j.same("Run", where+": "+what, due, is) }
	if !sameUser(meant.user, exec.Meta.User) {
		same("the user", meant.user, exec.Meta.User)
	}
	same("the folder", path.Clean(meant.directory), path.Clean(exec.Meta.Cwd))
	env := environment(exec.Meta.Env)
	if _, said := meant.env["PATH"]; !said {
		delete(env, "PATH")
	}
	same("the variables", meant.env, env)
	network := ""
	if exec.Network == pb.NetMode_NONE {
		network = "none"
	}
	same("the network", meant.what.one("network"), network)
	j.compareMounts(where, meant, op, g)
	shell := meant.shell
	if len(shell) == 0 {
		shell = []string{"/bin/sh", "-c"}
	}
	args := exec.Meta.Args
	if len(args) != len(shell)+1 || !slices.Equal(args[:len(shell)], shell) {
		same("the shell", shell, args[:max(len(args)-1, 0)])
		return
	}
	if found := unlike(*meant.what.Commands, args[len(args)-1]); found != "" {
		j.find("Commands", "%s: %s", where, found)
	}
}

// compareMounts is for what a RUN is given for its time only.
func (j *judge) compareMounts(where string, meant step, op *pb.Op, g *graph) {
	var due, is []string
	for _, one := range meant.what.Facts {
		if one.name == "mount" {
			due = append(due, j.mountMeant(plainAll(one.values)))
		}
	}
	exec := op.GetExec()
	for _, secret := range exec.Secretenv {
		is = append(is, fmt.Sprintf("secret %s as %s optional=%t", secret.ID, secret.Name, secret.Optional))
	}
	for _, mount := range exec.Mounts {
		if mount.Dest != "/" || mount.MountType != pb.MountType_BIND {
			is = append(is, g.mountRead(op, mount))
		}
	}
	slices.Sort(due)
	slices.Sort(is)
	j.same("Run", where+": the mounts", due, is)
}

func (j *judge) mountMeant(parts []string) string {
	held := map[string]string{}
	for _, part := range parts {
		name, text, _ := strings.Cut(part, "=")
		held[name] = text
	}
	number := func(name string) string {
		if held[name] == "" {
			return "0"
		}
		return held[name]
	}
	optional := held["required"] != "true"
	switch held["type"] {
	case "secret":
		if held["env"] != "" {
			return fmt.Sprintf("secret %s as %s optional=%t", held["id"], held["env"], optional)
		}
		target := held["target"]
		if target == "" {
			target = "/run/secrets/" + held["id"]
		}
		return fmt.Sprintf("secret %s at %s of %s:%s optional=%t", held["id"], target, number("uid"), number("gid"), optional)
	case "cache":
		id := held["id"]
		if id == "" {
			id = held["target"]
		}
		return fmt.Sprintf("cache %s at %s locked=%t", id, path.Clean(held["target"]), held["sharing"] == "locked")
	case "bind":
		from := "local://context"
		if held["from"] != "" {
			from = j.last[held["from"]]
		}
		return fmt.Sprintf("bind %s of %s at %s", path.Clean("/"+held["source"]), from, path.Clean(held["target"]))
	case "ssh":
		return fmt.Sprintf("ssh of %s:%s optional=%t", number("uid"), number("gid"), optional)
	}
	return held["type"] + " at " + path.Clean(held["target"])
}

func (g *graph) mountRead(op *pb.Op, mount *pb.Mount) string {
	switch mount.MountType {
	case pb.MountType_SECRET:
		opt := mount.SecretOpt
		return fmt.Sprintf("secret %s at %s of %d:%d optional=%t", opt.ID, mount.Dest, opt.Uid, opt.Gid, opt.Optional)
	case pb.MountType_CACHE:
		id := strings.TrimPrefix(mount.CacheOpt.ID, "/")
		if strings.HasPrefix(mount.CacheOpt.ID, mount.Dest) {
			id = mount.Dest
		}
		return fmt.Sprintf("cache %s at %s locked=%t", id, path.Clean(mount.Dest), mount.CacheOpt.Sharing == pb.CacheSharingOpt_LOCKED)
	case pb.MountType_SSH:
		opt := mount.SSHOpt
		return fmt.Sprintf("ssh of %d:%d optional=%t", opt.Uid, opt.Gid, opt.Optional)
	case pb.MountType_TMPFS:
		return "tmpfs at " + path.Clean(mount.Dest)
	}
	source, from := g.input(op, mount.Input)
	if source.GetSource().GetIdentifier() == "local://context" {
		from = "local://context"
	}
	return fmt.Sprintf("bind %s of %s at %s", path.Clean("/"+mount.Selector), from, path.Clean(mount.Dest))
}
