import Linux
import Synchronization

/// Clients that all send at once, each on a thread of its own.
final class ParallelClients: Sendable {
    private let results = Mutex<[Result<Int, any Error>]>([])

    /// Returns what each client's call returned, in no particular order. Throws the first error.
    static func run(_ count: Int, _ call: @escaping @Sendable (Int) throws -> Int) throws -> [Int] {
        let clients = ParallelClients()
        var threads: [PosixThread] = []
        for number in 0..<count {
            threads.append(
                try PosixThread(stackBytes: 1 << 20) {
                    let result = Result { try call(number) }
                    clients.results.withLock { $0.append(result) }
                })
        }
        for thread in threads { thread.join() }
        return try clients.results.withLock { $0 }.map { try $0.get() }
    }
}
