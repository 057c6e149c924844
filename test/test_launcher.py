#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

"""What ./aifabric setup does to an ns-3 of the user's own, on a tree and a CMake that only write down
what they are asked for."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent

# Both write to $CALLS. As CMake does, -D settings go to the cache, and the tree then knows its modules.
CMAKE = r"""#! /usr/bin/env bash
printf 'cmake %s\n' "$*" >>"$CALLS"
if [ "$1" = --build ]; then
  mkdir -p "$2/../build/lib"
  exit
fi
for option in "$@"; do
  case $option in -D*)
    name=${option#-D}; name=${name%%=*}
    sed -i "/^$name:/d" CMakeCache.txt
    printf '%s:STRING=%s\n' "$name" "${option#*=}" >>CMakeCache.txt ;;
  esac
done
echo "NS3_ENABLED_CONTRIBUTED_MODULES = [$(ls ../contrib)]" >../.lock-ns3_linux_build
"""
NS3 = r"""import os, sys
with open(os.environ["CALLS"], "a") as calls:
    calls.write("ns3 " + " ".join(sys.argv[1:]) + "\n")
os.makedirs("cmake-cache", exist_ok=True)
open("cmake-cache/CMakeCache.txt", "w").write("CMAKE_BUILD_TYPE:STRING=release\n")
"""

# A tree as somebody has it.
OWN = {
    "CMAKE_BUILD_TYPE": "debug",
    "CMAKE_GENERATOR": "Unix Makefiles",
    "NS3_ASSERT": "ON",
    "NS3_DISABLED_MODULES": "",
    "NS3_ENABLED_MODULES": "",
    "NS3_EXAMPLES": "ON",
    "NS3_FILTER_MODULE_EXAMPLES_AND_TESTS": "",
    "NS3_GTK3": "ON",
    "NS3_LOG": "ON",
    "NS3_MPI": "ON",
    "NS3_NATIVE_OPTIMIZATIONS": "OFF",
    "NS3_PYTHON_BINDINGS": "ON",
    "NS3_SQLITE": "ON",
    "NS3_TESTS": "ON",
}


class SetupTest(unittest.TestCase):
    def setUp(self):
        self.base = pathlib.Path(tempfile.mkdtemp(prefix="launcher-"))
        self.addCleanup(shutil.rmtree, self.base)
        self.repository = self.base / "ai-fabric"
        for folder in ("model", "helper", "examples", "test", "scratch"):
            (self.repository / folder).mkdir(parents=True)
        shutil.copy(REPOSITORY / "aifabric", self.repository)
        shutil.copy(REPOSITORY / "CMakeLists.txt", self.repository)
        (self.repository / "helper").mkdir(exist_ok=True)
        shutil.copy(REPOSITORY / "helper/tree-state.sh", self.repository / "helper")
        self.tree = self.base / "tree"
        (self.tree / "build/include/ns3").mkdir(parents=True)
        (self.tree / "VERSION").write_text("3.37\n")
        (self.tree / "ns3").write_text(NS3)
        self.cache = self.tree / "cmake-cache/CMakeCache.txt"
        tools = self.base / "bin"
        tools.mkdir()
        (tools / "cmake").write_text(CMAKE)
        (tools / "cmake").chmod(0o755)
        self.calls = self.base / "calls"
        self.calls.write_text("")

    def configure(self, **settings):
        self.cache.parent.mkdir(exist_ok=True)
        lines = [f"{name}:STRING={value}\n" for name, value in {**OWN, **settings}.items()]
        self.cache.write_text("".join(lines))
        return {**OWN, **settings}

    def settings(self):
        return dict(line.replace(":STRING", "").split("=", 1) for line in self.cache.read_text().splitlines())

    def run_setup(self, *options):
        """Return the exit code, what was said, and what was called."""
        self.calls.write_text("")
        path = f"{self.base / 'bin'}:{os.environ['PATH']}"
        done = subprocess.run(
            [self.repository / "aifabric", "setup", f"--ns3={self.tree}", *options],
            env={**os.environ, "PATH": path, "CALLS": str(self.calls)},
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stderr, self.calls.read_text().splitlines()

    def test_all_modules_and_examples(self):
        before = self.configure()
        code, said, calls = self.run_setup()
        self.assertEqual(code, 0, said)
        self.assertEqual(calls[0], "cmake ..")
        self.assertTrue(calls[1].startswith(f"cmake --build {self.tree}/cmake-cache"), calls)
        self.assertEqual(self.settings(), before)
        self.assertNotIn("becomes", said)
        self.assertEqual((self.tree / "contrib/ai-fabric").resolve(), self.repository)
        # The second time there is nothing to be done.
        code, said, calls = self.run_setup()
        self.assertEqual([call for call in calls if "--build" not in call], [], said)

    def test_what_lacks_is_added(self):
        before = self.configure(
            NS3_ENABLED_MODULES="core;wifi", NS3_EXAMPLES="OFF", NS3_FILTER_MODULE_EXAMPLES_AND_TESTS="wifi"
        )
        code, said, calls = self.run_setup()
        self.assertEqual(code, 0, said)
        added = {
            "NS3_ENABLED_MODULES": "core;wifi;ai-fabric",
            "NS3_FILTER_MODULE_EXAMPLES_AND_TESTS": "wifi;ai-fabric",
            "AI_FABRIC_PROGRAMS": "ON",
        }
        self.assertEqual(self.settings(), {**before, **added})
        for name, value in added.items():
            self.assertIn(f"{name}: '{before.get(name, '')}' becomes '{value}'", said)
        self.assertFalse(any(call.startswith("ns3") for call in calls), calls)

    def check_refused(self, before, said, *options):
        code, told, calls = self.run_setup(*options)
        self.assertEqual(code, 2, told)
        for text in (*said, "--yes"):
            self.assertIn(text, told)
        self.assertEqual(calls, [])
        self.assertEqual(self.settings(), before)
        self.assertFalse((self.tree / "contrib/ai-fabric").exists())
        self.assertFalse((self.repository / ".aifabric/tree").exists(), "it is not remembered")

    def test_changes_are_refused(self):
        before = self.configure(NS3_DISABLED_MODULES="wifi;internet;lte", NS3_SQLITE="OFF")
        said = ("NS3_DISABLED_MODULES: 'wifi;internet;lte' becomes 'wifi;lte'", "NS3_SQLITE: 'OFF' becomes 'ON'")
        self.check_refused(before, said)
        code, told, _ = self.run_setup("--yes")
        self.assertEqual(code, 0, told)
        self.assertEqual(self.settings(), {**before, "NS3_DISABLED_MODULES": "wifi;lte", "NS3_SQLITE": "ON"})
        for text in said:
            self.assertIn(text, told)
        self.assertEqual((self.repository / ".aifabric/tree").read_text(), str(self.tree))

    def test_profile_and_mpi_by_name(self):
        before = self.configure(NS3_MPI="OFF")
        said = ("CMAKE_BUILD_TYPE: 'debug' becomes 'release'", "NS3_MPI: 'OFF' becomes 'ON'")
        self.check_refused(before, said, "--profile=optimized", "--mpi")
        code, told, _ = self.run_setup("--profile=optimized", "--mpi", "--yes")
        self.assertEqual(code, 0, told)
        changed = {"CMAKE_BUILD_TYPE": "release", "NS3_ASSERT": "OFF", "NS3_LOG": "OFF", "NS3_MPI": "ON"}
        self.assertEqual(self.settings(), {**before, **changed})

    def test_tree_that_is_not_configured(self):
        code, said, calls = self.run_setup()
        self.assertEqual(code, 0, said)
        self.assertIn("is not configured", said)
        self.assertTrue(calls[0].startswith("ns3 configure -d release --enable-examples"), calls)
        self.assertIn("--enable-modules=ai-fabric", calls[0])

    def test_native_is_asked_for(self):
        code, said, calls = self.run_setup("--native")
        self.assertEqual(code, 0, said)
        self.assertTrue(calls[0].startswith("ns3 configure -d optimized "), calls)

    def test_unknown_option(self):
        code, said, calls = self.run_setup("--profil=debug")
        self.assertEqual((code, calls), (2, []))
        self.assertIn("unknown option '--profil=debug'", said)


if __name__ == "__main__":
    unittest.main()
