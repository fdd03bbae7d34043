import Crypto
import Glibc
import Store

/// Commits one line after another of a job's history until it is killed; prints each line's number after its commit.
///
/// usage: store-writer DATABASE JOB FIRST-NUMBER
@main
enum StoreWriter {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let job = Job.ID(arguments[2]), var number = Int(arguments[3]) else {
            exit(2)
        }
        let store = try Store(path: arguments[1], keyring: Keyring(text: Keyring.generateKeyText()))
        // Expires at once, so that the next writer can take it.
        guard let lease = try store.takeLease(of: job, owner: "writer", duration: .zero) else { exit(3) }
        while true {
            try store.recordRetry(of: .prepare, detail: "\(number)", under: lease)
            let line = Array("\(number)\n".utf8)
            guard write(STDOUT_FILENO, line, line.count) == line.count else { exit(4) }
            number += 1
        }
    }
}
