import Foundation
import ProductSupport
import SQLite
import Store
import TestSupport
import Testing

/// A process that has its turn to write is killed or stopped.
struct WriteOrderTests {
    private let test: TestStore
    private let job: Job.ID

    init() throws {
        test = try TestStore()
        let user = try test.customer()
        guard
            case .started(let job) = try test.store.startDeploy(
                of: user, deadline: .seconds(900), by: .customer)
        else { throw UnexpectedState() }
        self.job = job
    }

    /// Calls `body` with a process that has its turn and waits for the lock that we have meanwhile.
    private func withWaitingWriter(_ body: (ChildProgram) throws -> Void) throws -> ChildProgram {
        let database = try Database(path: test.path)
        return try database.write {
            let writer = try ChildProgram(Checkout.program("store-writer"), [test.path, job.text, "1"])
            try #require(try eventually { try test.directory.holdersOfTurn() == [writer.processID] })
            try body(writer)
            return writer
        }
    }

    @Test func `a process that is killed in its turn lets others go on`() throws {
        _ = try withWaitingWriter { writer in
            writer.signal(SIGKILL)
            #expect(writer.waitForExit() == 128 + SIGKILL)
        }
        #expect(try test.directory.holdersOfTurn().isEmpty)
        try test.store.clearOut()
    }

    @Test func `a process that is stopped in its turn makes others wait, but not in vain`() throws {
        let store = try test.another(busyTimeout: .seconds(1))
        let writer = try withWaitingWriter { writer in
            writer.signal(SIGSTOP)
            // Stopped is what /proc says once no thread of it runs any more (proc_pid_stat(5)).
            try #require(
                try eventually {
                    try String(contentsOfFile: "/proc/\(writer.processID)/stat", encoding: .utf8).contains(
                        ") T ")
                })
        }
        try store.clearOut()
        #expect(try test.directory.holdersOfTurn() == [writer.processID])
        writer.signal(SIGCONT)
        #expect(try writer.waitForOutput("1\n"))
        try store.clearOut()
    }
}
