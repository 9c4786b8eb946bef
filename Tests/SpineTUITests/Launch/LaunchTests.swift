import Foundation
import Testing

@testable import SpineTUI

@Test func theThreadCountIsTakenOutOfTheArguments() throws {
  let spaced = try LaunchRequest(["predict", "--threads", "3", "study"])
  #expect(spaced.arguments == ["predict", "study"])
  #expect(spaced.threads == 3)
  let joined = try LaunchRequest(["--threads=2", "view", "a"])
  #expect(joined.arguments == ["view", "a"])
  #expect(joined.threads == 2)
}

@Test func argumentsBehindADoubleDashAreLeftAlone() throws {
  let request = try LaunchRequest(["view", "--", "--threads", "x"])
  #expect(request.arguments == ["view", "--", "--threads", "x"])
  #expect(request.threads == nil)
}

@Test func theBenchKeepsItsListOfThreadCounts() throws {
  let request = try LaunchRequest(["model", "bench", "m.onnx", "--threads", "1,2"])
  #expect(request.arguments == ["model", "bench", "m.onnx", "--threads", "1,2"])
}

@Test(arguments: ["0", "-1", "two", "", "1.5"])
func athreadCountThatIsNoneIsAUsageError(text: String) {
  let error = #expect(throws: LaunchError.self) { try LaunchRequest(["list", "--threads", text]) }
  #expect(error == .threads(text))
  #expect(error?.exitCode == 64)
}

@Test func theKernelIsNamedByWhatTheCPUCanDo() {
  func core(_ cpu: CPUVectors, user: [String: String] = [:]) -> String? {
    LaunchEnvironment.variables(from: user, cpu: cpu, threads: nil)["OPENBLAS_CORETYPE"]
  }
  #expect(core(.avx512) == "SkylakeX")
  #expect(core(.avx2) == "Haswell")
  #expect(core(.none) == nil)
  #expect(core(.avx512, user: ["OPENBLAS_CORETYPE": "Zen"]) == "Zen")
}

@Test func tunablesOfTheUserAreKept() {
  func tunables(_ user: String?) -> String? {
    let environment = user.map { ["GLIBC_TUNABLES": $0] } ?? [:]
    return LaunchEnvironment.variables(from: environment, cpu: .none, threads: nil)[
      "GLIBC_TUNABLES"]
  }
  #expect(tunables(nil) == "glibc.malloc.hugetlb=1")
  #expect(tunables("") == "glibc.malloc.hugetlb=1")
  #expect(tunables("glibc.malloc.check=3") == "glibc.malloc.check=3:glibc.malloc.hugetlb=1")
  #expect(tunables("glibc.malloc.hugetlb=0") == "glibc.malloc.hugetlb=0")
}

@Test func aCrashShowsNoMemoryUnlessAskedTo() {
  let quiet = LaunchEnvironment.variables(from: [:], cpu: .none, threads: 4)
  #expect(quiet["SWIFT_BACKTRACE"] == "enable=no")
  #expect(quiet["OPENBLAS_NUM_THREADS"] == "1")
  #expect(quiet["SPINETUI_THREADS"] == "4")
  let asked = LaunchEnvironment.variables(
    from: ["SWIFT_BACKTRACE": "enable=yes"], cpu: .none, threads: nil)
  #expect(asked["SWIFT_BACKTRACE"] == "enable=yes")
}

@Test func everyFatalSignalHasASentenceExceptTheWishedForOnes() {
  #expect(Obituary.sentence(signal: SIGHUP) == nil)
  #expect(Obituary.sentence(signal: SIGINT) == nil)
  #expect(Obituary.sentence(signal: SIGKILL)?.contains("memory") == true)
  for signal in [SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGQUIT, SIGSYS] {
    #expect(Obituary.sentence(signal: signal)?.contains(Obituary.name(of: signal)) == true)
  }
}

@Test func bothStagesEndWithTheStatusOfTheCommand() throws {
  let binary = try #require(Program.path)
  #expect(try Program.run(binary, ["--version"]).status == 0)
  #expect(try Program.run(binary, ["--no-such-option"]).status == 64)
  let refused = try Program.run(binary, ["list", "--threads", "none"])
  #expect(refused.status == 64)
  #expect(refused.errors.contains("--threads takes a whole number"))
}

@Test func aCallerThatBlocksSignalsDoesNotHangTheProgram() throws {
  let binary = try #require(Program.path)
  var all = sigset_t()
  var before = sigset_t()
  sigfillset(&all)
  pthread_sigmask(SIG_BLOCK, &all, &before)
  defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
  for command in ["view", "list"] {
    #expect(try Program.run(binary, [command, "/nowhere"]).status == 66)
  }
}

@Test func terminalDescriptionsOfTheArchiveComeAfterTheSystems() throws {
  func folders(_ user: [String: String]) -> String? {
    LaunchEnvironment.variables(from: user, cpu: .none, threads: nil, terminfo: "/p/share/t")[
      "TERMINFO_DIRS"]
  }
  #expect(folders([:]) == ":/p/share/t")
  #expect(folders(["TERMINFO_DIRS": "/mine:"]) == "/mine::/p/share/t")
  #expect(LaunchEnvironment.terminfo(beside: "/nowhere/bin/spinetui") == nil)
}

@Test func theLogMayBeLeftOutOfAnyCommand() throws {
  let request = try LaunchRequest(["view", "a", "--no-log"])
  #expect(request.arguments == ["view", "a"])
  #expect(!request.keepsLog)
  #expect(try LaunchRequest(["view", "--", "--no-log"]).keepsLog)
}
