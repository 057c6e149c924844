#! /usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only

"""What ./aifabric does to an ns-3 of the user's own and to signals, on a tree and a CMake that only write
down what they are asked for; and how it builds programs of one file."""

import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent

# Both write to $CALLS. As CMake does, -D settings go to the cache, and the tree then knows its modules.
CMAKE = r"""#! /usr/bin/env bash
printf 'cmake %s\n' "$*" >>"$CALLS"
if [ "$1" = --build ]; then
  case $2 in
  */own/*)  # a program of one file: a script here
    { echo "begin $2"; sleep 0.2; echo "end $2"; } >>"$CALLS"
    cp "$(cat "$2/source")" "$2/own-program" && chmod +x "$2/own-program"
    exit ;;
  esac
  mkdir -p "$2/../build/lib"
  [ -z "${BUILD:-}" ] || eval "$BUILD"
  exit
fi
for option in "$@"; do
  case $option in -DOWN_FILE=*)
    while [ "$1" != -B ]; do shift; done
    printf '%s' "${option#*=}" >"$2/source"
    exit ;;
  esac
done
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


class LauncherTest(unittest.TestCase):
    """A copy of the launcher beside a tree."""

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

    def environment(self, **more):
        path = f"{self.base / 'bin'}:{os.environ['PATH']}"
        return {**os.environ, "PATH": path, "CALLS": str(self.calls), **more}

    def call(self, *arguments, **more):
        """Return the exit code, what was said, and what was called."""
        self.calls.write_text("")
        done = subprocess.run(
            [self.repository / "aifabric", *arguments],
            env=self.environment(**more),
            capture_output=True,
            text=True,
            cwd=self.base,
        )
        self.output = done.stdout
        return done.returncode, done.stderr, self.calls.read_text().splitlines()

    def run_setup(self, *options, **more):
        return self.call("setup", f"--ns3={self.tree}", *options, **more)

    def remembered(self):
        """The files that the launcher keeps between calls."""
        state = self.repository / ".aifabric"
        names = ("tree", "profile", "mpi", "native", "built", "configured")
        return {name: (state / name).read_text() for name in names if (state / name).exists()}


class SetupTest(LauncherTest):
    """What setup does to a tree."""

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
        self.assertEqual(self.remembered(), {}, "nothing is remembered")

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

    def test_what_fails_is_not_remembered(self):
        self.configure()
        code, said, _ = self.run_setup()
        self.assertEqual(code, 0, said)
        before = self.remembered()
        code, said, _ = self.run_setup("--profile=optimized", "--native", "--yes", BUILD="exit 1")
        self.assertEqual(code, 2, said)
        self.assertEqual({**self.remembered(), "built": before["built"]}, before)
        code, said, _ = self.run_setup("--profile=optimized", "--native", "--yes")
        self.assertEqual(code, 0, said)
        kept = self.remembered()
        self.assertEqual((kept["profile"], kept["native"], kept["tree"]), ("optimized", "ON", str(self.tree)))

    def test_build_that_is_killed_goes_on(self):
        self.configure()
        # The build and the launcher are killed in its midst, when the libraries are there.
        code, _, calls = self.run_setup(BUILD="kill -9 $PPID")
        self.assertNotEqual(code, 0)
        self.assertNotIn("built", self.remembered())
        code, said, calls = self.run_setup()
        self.assertEqual(code, 0, said)
        self.assertEqual(len([call for call in calls if "--build" in call]), 1, calls)
        # So is one that began after a build that was finished, although the sources are as they were.
        source = self.repository / "model/a.cc"
        source.write_text("")
        self.run_setup(BUILD="kill -9 $PPID")
        os.utime(source, (1, 1))
        self.assertEqual(len([call for call in self.run_setup()[2] if "--build" in call]), 1)

    def test_two_at_once(self):
        self.configure()
        self.run_setup()
        (self.repository / "model/b.cc").write_text("")
        self.calls.write_text("")
        environment = self.environment(BUILD='echo begin >>"$CALLS"; sleep 0.5; echo end >>"$CALLS"')
        both = [
            subprocess.Popen([self.repository / "aifabric", "setup"], env=environment, stderr=subprocess.DEVNULL)
            for _ in range(2)
        ]
        self.assertEqual([one.wait() for one in both], [0, 0])
        calls = [call for call in self.calls.read_text().splitlines() if call in ("begin", "end")]
        self.assertEqual(calls, ["begin", "end"], "the second finds the build of the first")

    def test_unknown_option(self):
        code, said, calls = self.run_setup("--profil=debug")
        self.assertEqual((code, calls), (2, []))
        self.assertIn("unknown option '--profil=debug'", said)


PROGRAM = """#! /usr/bin/env bash
# Says what it is called with, and what signal ends it.
printf '%s\n' "$$" "$*" >>"$OUT"
trap 'echo INT >>"$OUT"; exit 130' INT
trap 'echo TERM >>"$OUT"; exit 143' TERM
trap 'echo HUP >>"$OUT"; exit 129' HUP
[ -z "${ENDS:-}" ] || exit "$ENDS"
while true; do sleep 0.05; done
"""


SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


class ProgramsTest(LauncherTest):
    """How programs are started."""

    def setUp(self):
        super().setUp()
        self.configure()
        self.out = self.base / "out"
        programs = self.tree / "build/contrib/ai-fabric/examples"
        programs.mkdir(parents=True)
        for name in ("run", "compare", "sweep"):
            self.script(programs / f"ns3.37-fabric-{name}")
        self.script(self.base / "bin/draw", '#! /bin/sh\necho "report $*" >>"$OUT"\n')
        (self.repository / "report").mkdir()
        (self.repository / "report/fabric_report.py").write_text(
            "import os, sys\nopen(os.environ['OUT'], 'a').write('report ' + ' '.join(sys.argv[1:]) + '\\n')\n"
        )
        code, said, _ = self.run_setup()
        self.assertEqual(code, 0, said)

    def script(self, path, text=PROGRAM):
        path.write_text(text)
        path.chmod(0o755)

    def begin(self, *arguments):
        """Start the launcher, and wait until the program is at work."""
        self.out.write_text("")
        environment = self.environment(OUT=str(self.out))
        started = subprocess.Popen(
            [self.repository / "aifabric", *arguments],
            env=environment,
            cwd=self.base,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            # Whoever runs this test may ignore signals, as nohup does; a shell could not trap them then.
            preexec_fn=lambda: [signal.signal(number, signal.SIG_DFL) for number in SIGNALS],
        )
        self.addCleanup(started.wait)
        self.addCleanup(started.kill)
        while self.out.read_text().count("\n") < 2:
            self.assertIsNone(started.poll(), "it has not ended")
            time.sleep(0.02)
        return started, int(self.out.read_text().split("\n", 1)[0])

    def check_signal(self, number, whole_group, *arguments):
        started, program = self.begin(*arguments)
        (os.killpg if whole_group else os.kill)(started.pid, number)
        self.assertEqual(started.wait(timeout=60), 128 + number)
        lines = self.out.read_text().splitlines()
        self.assertEqual(lines[2:], [signal.Signals(number).name[3:]], "once")
        self.assertFalse(os.path.exists(f"/proc/{program}"), "no orphan")

    def test_signals(self):
        for number in SIGNALS:
            for whole_group in (False, True):
                with self.subTest(signal=number, whole_group=whole_group):
                    self.check_signal(number, whole_group, "run", "--lb=ofan")
                    self.check_signal(number, whole_group, "compare", "--lb=ofan", "--report=page")

    def test_program_takes_the_launchers_place(self):
        started, program = self.begin("run", "--lb=ofan", "--label=a b")
        self.assertEqual(started.pid, program)
        self.assertEqual(self.out.read_text().splitlines()[1], "--lb=ofan --label=a b")

    def test_edited_while_it_runs(self):
        launcher = self.repository / "aifabric"
        started, _ = self.begin("compare", "--report=page")
        text = launcher.read_text()
        with open(launcher, "r+") as file:  # the same file, as some editors write it
            file.write("#" * 50000 + text)
        os.kill(started.pid, signal.SIGTERM)
        self.assertEqual(started.wait(timeout=60), 143)

    def test_tests_take_turns(self):
        (self.tree / "build/utils").mkdir()
        self.script(self.tree / "build/utils/ns3.37-test-runner", "#! /bin/sh\necho ai-fabric-one\n")
        (self.tree / "test.py").write_text(
            "import os, time\n"
            "def say(word):\n"
            "    open(os.environ['OUT'], 'a').write(word + '\\n')\n"
            "say('begin')\n"
            "time.sleep(0.5)\n"
            "say('end')\n"
            "print('1 of 1 tests passed (1 passed, 0 skipped, 0 failed, 0 crashed, 0 valgrind errors)')\n"
        )
        both = [
            subprocess.Popen(
                [self.repository / "aifabric", "test", "one"],
                env=self.environment(OUT=str(self.out)),
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            for _ in range(2)
        ]
        said = [one.communicate()[0].splitlines()[-1] for one in both]
        self.assertEqual([one.returncode for one in both], [0, 0])
        self.assertEqual(said, ["1 passed, 0 failed"] * 2)
        self.assertEqual(self.out.read_text().split(), ["begin", "end"] * 2, "never both at once")

    def test_report(self):
        for own in ((), ("own", "my.cc")):
            with self.subTest(own=own):
                self.script(self.base / "my.cc")
                self.out.write_text("")
                code, said, _ = self.call(*own, "compare", "--db=d", "--report=page", OUT=str(self.out), ENDS="0")
                self.assertEqual(code, 0, said)
                command = "compare --db=d" if own else "--db=d"
                self.assertEqual(self.out.read_text().splitlines()[1:], [command, "report d -o page"])
                self.out.write_text("")
                code, _, _ = self.call(*own, "compare", "--report=page", OUT=str(self.out), ENDS="1")
                self.assertEqual((code, self.out.read_text().count("report")), (1, 0))
                for options, reason in (
                    (["--db=none", "--report=page"], "--report needs a database"),
                    (["--report="], "--report needs a folder"),
                    (["--report"], "--report needs a folder"),
                    (["--report=out"], "--report=out is a file"),
                ):
                    self.out.write_text("")
                    code, said, _ = self.call(*own, "compare", *options, OUT=str(self.out), ENDS="0")
                    self.assertEqual((code, self.out.read_text()), (2, ""), options)
                    self.assertIn(reason, said)

    def test_own(self):
        for name in ("my.cc", "-dash.cc", "test.cc", "two words.cc"):
            with self.subTest(name=name):
                self.script(self.base / name)
                self.out.write_text("")
                code, said, _ = self.call("own", name, "run", "--lb=my", OUT=str(self.out), ENDS="3")
                self.assertEqual(code, 3, said)
                self.assertEqual(self.out.read_text().splitlines()[1], "run --lb=my")
        for name, reason in (("", "own needs a file"), ("none.cc", "no file none.cc"), ("calls", "no source of C++")):
            code, said, _ = self.call("own", name)
            self.assertEqual(code, 2)
            self.assertIn(reason, said)

    def test_own_twice_at_once(self):
        self.script(self.base / "my.cc")
        self.calls.write_text("")
        environment = self.environment(OUT=str(self.out), ENDS="0")
        command = [self.repository / "aifabric", "own", "my.cc"]
        both = [
            subprocess.Popen(command, env=environment, cwd=self.base, stderr=subprocess.DEVNULL) for _ in range(2)
        ]
        self.assertEqual([one.wait() for one in both], [0, 0])
        steps = [call.split()[0] for call in self.calls.read_text().splitlines() if " /" in call]
        self.assertEqual([step for step in steps if step != "cmake"], ["begin", "end"] * 2, "one after the other")


@unittest.skipUnless(shutil.which("cmake"), "there is no CMake")
class OwnProgramTest(unittest.TestCase):
    """What a program of one file is built with: CMake tells it of a tree that has libraries in name only."""

    def configure(self, file="my.cc", **settings):
        """The rules to build it, or what CMake refuses it with."""
        with tempfile.TemporaryDirectory() as name:
            base = pathlib.Path(name)
            for folder in ("tree/build/lib", "tree/build-support", "tree/cmake-cache"):
                (base / folder).mkdir(parents=True)
            (base / "tree/build-support/macros-and-definitions.cmake").write_text("set(CMAKE_CXX_STANDARD_MINIMUM 17)\n")
            (base / "tree/cmake-cache/CMakeCache.txt").write_text(
                "".join(f"{key}:STRING={value}\n" for key, value in settings.items())
            )
            for module in ("core", "ai-fabric", "ai-fabric-test"):
                for kind in ("", "-debug", "-optimized"):
                    (base / f"tree/build/lib/libns3.37-{module}{kind}.so").write_text("")
            (base / file).write_text("int main() {}\n")
            done = subprocess.run(
                ["cmake", "-G", "Unix Makefiles", "-S", REPOSITORY / "scratch", "-B", base / "b", f"-DNS3_TREE={base}/tree",
                 f"-DOWN_FILE={base / file}"], capture_output=True, text=True,
            )  # fmt: skip
            if done.returncode != 0:
                return done.stderr
            rules = base / "b/CMakeFiles/own-program.dir"
            return "".join((rules / part).read_text() for part in ("link.txt", "flags.make"))

    def test_kind_of_the_tree(self):
        for settings, kind, has, lacks in (
            ({"CMAKE_BUILD_TYPE": "release", "NS3_ASSERT": "OFF"}, "", "-DNS3_BUILD_PROFILE_RELEASE", "NS3_ASSERT_ENABLE"),
            ({"CMAKE_BUILD_TYPE": "debug", "NS3_ASSERT": "ON", "NS3_LOG": "ON"}, "-debug", "-DNS3_LOG_ENABLE", "NDEBUG"),
            ({"CMAKE_BUILD_TYPE": "release", "NS3_NATIVE_OPTIMIZATIONS": "ON"}, "-optimized", "-march=native", "NS3_LOG"),
            ({"CMAKE_BUILD_TYPE": "release", "NS3_ASSERT": "ON"}, "", "-DNS3_ASSERT_ENABLE", "NS3_LOG_ENABLE"),
        ):  # fmt: skip
            with self.subTest(settings=settings):
                rules = self.configure(**settings)
                libraries = re.findall(r"-l(ns3\S+)", rules)
                self.assertEqual(libraries, [f"ns3.37-ai-fabric{kind}", f"ns3.37-core{kind}"], rules)
                self.assertIn(has, rules)
                self.assertNotIn(lacks, rules)

    def test_names(self):
        for name in ("test.cc", "all.cc", "two words.cc", "-dash.cc", "core.cpp"):
            self.assertIn("own-program", self.configure(name, CMAKE_BUILD_TYPE="release"), name)

    def test_no_libraries(self):
        self.assertIn("no shared libraries of the build type 'minsizerel'", self.configure(CMAKE_BUILD_TYPE="minsizerel"))


if __name__ == "__main__":
    unittest.main()
