import Foundation
import Glibc
import Linux
import Time

/// The running child, to which a request is a line and from which a message is one.
final class ChildProcess {
    /// The child ended with an error, which it has written.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    private let process = Process()
    private let requests = Pipe()
    private let messages = Pipe()
    private let errors: String
    private let longestSilence: Duration
    private var received = Data()

    /// The file that receives the child's standard error.
    static func errors(in scratch: String) -> String { "\(scratch)/errors" }

    /// - Parameters:
    ///   - showsStack: True for a child that writes its stacks to standard error when it traps, which takes a second or
    ///     two.
    ///   - executable: This same program when not given.
    ///   - longestSilence: A child that sends nothing for so long is ended: it reports several times a second.
    init(
        scratch: String, showsStack: Bool, executable: String? = nil, longestSilence: Duration = .seconds(300)
    ) throws {
        errors = Self.errors(in: scratch)
        self.longestSilence = longestSilence
        guard FileManager.default.createFile(atPath: errors, contents: nil),
            let output = FileHandle(forWritingAtPath: errors)
        else { throw Failed(description: "can't write \(errors)") }
        process.executableURL = URL(filePath: try executable ?? SymbolicLink.ownExecutable())
        process.arguments = ["--child", scratch]
        let environment = [
            // Swift's hashes, and so the order in sets and dictionaries, are otherwise others in each process.
            "SWIFT_DETERMINISTIC_HASHING": "1",
            "SWIFT_BACKTRACE": "enable=\(showsStack ? "yes" : "no"),color=no,interactive=no",
        ]
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = requests
        process.standardOutput = messages
        process.standardError = output
        try process.run()
        try messages.fileHandleForWriting.close()
        try requests.fileHandleForReading.close()
        try output.close()
    }

    func send(_ request: RunRequest) {
        guard var json = try? JSONEncoder().encode(request) else {
            preconditionFailure("a request can't be written as JSON")
        }
        json.append(UInt8(ascii: "\n"))
        // The end of a child that can't be written to shows in its output.
        try? requests.fileHandleForWriting.write(contentsOf: json)
    }

    /// The next message; nil when the child has trapped, or was silent for too long. Throws `Failed` when it has ended by
    /// itself, and `Interrupt`.
    func receive() throws -> RunMessage? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return try JSONDecoder().decode(RunMessage.self, from: received[..<end])
            }
            guard let more = try moreOutput() else { break }
            received.append(more)
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit else { return nil }
        let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        throw Failed(description: "the run could not be carried out: \(text)")
    }

    /// What it has written since; nil when its output has ended.
    private func moreOutput() throws(Interrupt) -> Data? {
        let deadline = ContinuousClock.now + longestSilence
        var output = pollfd(
            fd: messages.fileHandleForReading.fileDescriptor, events: Int16(POLLIN), revents: 0)
        repeat {
            try Interrupt.check()
            if .now > deadline { kill() }
        } while poll(&output, 1, 200) <= 0
        let more = messages.fileHandleForReading.availableData
        return more.isEmpty ? nil : more
    }

    private func kill() {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    /// Ends it, in the midst of a run too; without effect on one that has ended.
    func end() {
        kill()
        process.waitUntilExit()
    }
}
