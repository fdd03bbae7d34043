import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import Simulation

/// The command as it is called: what it refuses, what it prints, and that a seed is the same run in every process.
@Suite struct SimulateCommandTests {
    private func simulate(_ arguments: String...) throws -> ProgramRun {
        try ProgramRun(Checkout.program("simulate"), arguments)
    }

    @Test(
        arguments: [
            ([], "Say one of --seed"), (["--seed", "1", "--seeds", "2"], "Say one of --seed"),
            (["--seeds", "0"], "above zero"), (["--seed", "1", "--days", "0"], "above zero"),
            (["--seed", "1", "--first", "2"], "--first belongs to"),
            (["--seeds", "1", "--trace", "file"], "--trace and --output belong to"),
            (["--seed", "1", "--require-coverage"], "--require-coverage belongs to"),
            (["--replay", "file", "--days", "2"], "has its own --customers"),
            (["--seed", "1", "--without", "rain"], "There is no fault rain. There are: process-killed,"),
        ] as [([String], String)])
    func `options that don't fit are refused in a sentence`(arguments: [String], sentence: String) {
        let error = #expect(throws: (any Error).self) { try Simulate.parse(arguments) }
        if let error { #expect(Simulate.fullMessage(for: error).contains(sentence)) }
    }

    @Test func `a fault's name is accepted, be it ours or the simulator's`() throws {
        let command = try Simulate.parse([
            "--seed", "1", "--without", "power-loss", "--without", "lost-answer",
        ])
        #expect(command.without == ["power-loss", "lost-answer"])
    }

    @Test func `a file that is no plan is refused with its line`() throws {
        let directory = try TemporaryDirectory()
        try "seed 1\nnonsense\n".write(toFile: directory.path("plan"), atomically: true, encoding: .utf8)
        let run = try simulate("--replay", directory.path("plan"))
        #expect(run.status == 2)
        #expect(run.output.contains("not a line of a recorded run: nonsense"))
    }

    @Test func `the list names all rules, acts and faults`() throws {
        let run = try simulate("--list")
        #expect(run.status == 0)
        for name in Rule.allCases.map(\.rawValue) + Act.allCases.map(\.rawValue) + Coverage.faultNames {
            #expect(run.output.contains("  \(name)"), "\(name)")
        }
    }

    @Test func `a seed is the same run in two processes, to the byte`() throws {
        let directory = try TemporaryDirectory()
        let runs = try ["a", "b"].map { name in
            let run = try simulate("--seed", "7", "--days", "1", "--trace", directory.path(name))
            return (run, try String(contentsOfFile: directory.path(name), encoding: .utf8))
        }
        #expect(runs[0].1 == runs[1].1)
        #expect(runs[0].1.count { $0 == "\n" } > 50, "\(runs[0].0.output)")
        let hash = runs[0].1.split(separator: "#").last.map { $0.dropLast() } ?? ""
        #expect(runs[0].0.output.contains("hash \(hash)"))
        #expect(runs[0].0.status == runs[1].0.status)
    }

    @Test func `a trap is a failure that is found again and made small`() throws {
        let directory = try TemporaryDirectory()
        // No customer can grant access: the simulation stops there.
        try
            "seed 1\ncustomers 2\ndays 2\nc2.1 at 900 health 1\nc1.1 at 90000000 grant 7\nc2.2 at 95000000 health 1\n"
            .write(toFile: directory.path("plan"), atomically: true, encoding: .utf8)
        let small = directory.path("small")
        let run = try simulate("--replay", directory.path("plan"), "--shrink", "--output", small)
        #expect(run.status == 1)
        #expect(run.output.contains("rule:   trap: The program does not trap."), "\(run.output)")
        let plan = try RunPlan(text: String(contentsOfFile: small, encoding: .utf8))
        #expect(plan.acts.map(\.name) == ["c1.1"])
        #expect(plan.choices == [])
        #expect(plan.size.customers == 1)
        let again = try simulate("--replay", small)
        #expect(again.status == 1)
        #expect(again.output.contains("again:  "))
    }

    @Test func `an end that is asked for in the midst of a run ends the child and removes its files`() throws
    {
        let directory = try TemporaryDirectory()
        // Nothing happens for centuries.
        try "seed 1\ncustomers 2\ndays 100000\nc1.1 at 900 health 1\n"
            .write(toFile: directory.path("plan"), atomically: true, encoding: .utf8)
        let trace = directory.path("trace")
        let program = try ChildProgram(
            Checkout.program("simulate"), ["--replay", directory.path("plan"), "--trace", trace])
        let scratch = "/dev/shm/simulate-\(program.processID)"
        let hasBegun = eventually { ((try? Data(contentsOf: URL(filePath: trace)))?.count ?? 0) > 10_000 }
        #expect(hasBegun && FileManager.default.fileExists(atPath: scratch))
        program.signal(SIGTERM)
        #expect(program.waitForExit() == 2)
        #expect(try program.log().contains("interrupted"))
        #expect(!FileManager.default.fileExists(atPath: scratch))
    }
}
