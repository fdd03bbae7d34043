import Dispatch
import Linux
import Synchronization

@testable import FastCGI

/// Threads that all try to listen at one path; each keeps its listener until all have tried.
final class ListenerRace: Sendable {
    private struct State {
        var wins = 0
        var errors: [FastCGIError] = []
    }

    private let path: String
    private let state = Mutex(State())
    private let tried = DispatchGroup()

    init(path: String) {
        self.path = path
    }

    var wins: Int { state.withLock(\.wins) }
    var errors: [FastCGIError] { state.withLock(\.errors) }

    func run(rivals: Int) throws(SystemError) {
        for _ in 0..<rivals { tried.enter() }
        var threads: [PosixThread] = []
        for _ in 0..<rivals {
            threads.append(try PosixThread(stackBytes: 1 << 20) { self.compete() })
        }
        for thread in threads { thread.join() }
    }

    private func compete() {
        do throws(FastCGIError) {
            let listener = try Listener(path: path)
            state.withLock { $0.wins += 1 }
            waitForAll()
            _ = consume listener
        } catch {
            state.withLock { $0.errors.append(error) }
            waitForAll()
        }
    }

    private func waitForAll() {
        tried.leave()
        _ = tried.wait(timeout: .now() + 120)
    }
}
