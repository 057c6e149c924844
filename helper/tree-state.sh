#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-only
#
# tree-state.sh DIR: print the git commit of the sources in DIR and whether they differ from it, as
# "COMMIT clean", "COMMIT dirty", or "unknown" if git does not keep them (a tarball, no git here).
# The build stores it with every run (write-build.cmake); the launcher builds anew when it changes.
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE
export GIT_OPTIONAL_LOCKS=0
unknown() {
  echo unknown
  exit 0
}

cd "$1" 2>/dev/null || unknown
# A tree that merely lies in another one's repository is not kept by it.
git ls-files --error-unmatch -- CMakeLists.txt >/dev/null 2>&1 || unknown
commit=$(git rev-parse --verify HEAD 2>/dev/null) || unknown
# What libraries are made of: of this module, or of ns-3.
changes=$(git status --porcelain -- CMakeLists.txt model helper src 2>/dev/null) || unknown
if [ -n "$changes" ]; then
  echo "$commit dirty"
else
  echo "$commit clean"
fi
