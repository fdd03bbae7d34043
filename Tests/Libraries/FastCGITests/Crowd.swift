import Linux
import Synchronization

/// Visitors that come all at once, each on a thread of its own.
final class Crowd: Sendable {
    private let results = Mutex<[Result<Int, any Error>]>([])

    /// What each visitor's call returns, in no particular order. Throws the first error.
    static func send(_ count: Int, _ visit: @escaping @Sendable (Int) throws -> Int) throws -> [Int] {
        let crowd = Crowd()
        var threads: [PosixThread] = []
        for number in 0..<count {
            threads.append(
                try PosixThread(stackBytes: 1 << 20) {
                    let result = Result { try visit(number) }
                    crowd.results.withLock { $0.append(result) }
                })
        }
        for thread in threads { thread.join() }
        return try crowd.results.withLock { $0 }.map { try $0.get() }
    }
}
