import Foundation
import Linux

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
    private var received = Data()

    /// The file that receives the child's standard error.
    static func errors(in scratch: String) -> String { "\(scratch)/errors" }

    /// - Parameter showsStack: True for a child that writes its stacks to standard error when it traps, which takes a
    ///   second or two.
    init(scratch: String, showsStack: Bool) throws {
        errors = Self.errors(in: scratch)
        guard FileManager.default.createFile(atPath: errors, contents: nil),
            let output = FileHandle(forWritingAtPath: errors)
        else { throw Failed(description: "can't write \(errors)") }
        process.executableURL = URL(filePath: try SymbolicLink.ownExecutable())
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

    /// The next message; nil when the child has trapped. Throws `Failed` when it has ended by itself.
    func receive() throws -> RunMessage? {
        while true {
            if let end = received.firstIndex(of: UInt8(ascii: "\n")) {
                defer { received.removeSubrange(...end) }
                return try JSONDecoder().decode(RunMessage.self, from: received[..<end])
            }
            let more = messages.fileHandleForReading.availableData
            guard !more.isEmpty else { break }
            received.append(more)
        }
        process.waitUntilExit()
        guard process.terminationReason == .exit else { return nil }
        let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        throw Failed(description: "the run could not be carried out: \(text)")
    }

    /// Ends it; without effect on one that has ended.
    func end() {
        try? requests.fileHandleForWriting.close()
        process.waitUntilExit()
    }
}
