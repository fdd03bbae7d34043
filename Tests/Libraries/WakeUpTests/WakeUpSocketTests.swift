import Foundation
import TestSupport
import Testing
import WakeUp

struct WakeUpSocketTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `keeps a wake-up that comes before the wait`() throws {
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        // Would take an hour if the wake-up were lost.
        socket.wait(.seconds(3600))
    }

    @Test func `takes several wake-ups as one`() throws {
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        for _ in 0..<1000 { #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job")) }
        socket.wait(.seconds(3600))
        let before = ContinuousClock.now
        socket.wait(.milliseconds(50))
        #expect(ContinuousClock.now - before >= .milliseconds(50))
    }

    @Test func `reports that nobody waits, also after the socket is closed`() throws {
        #expect(!WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        do { _ = try WakeUpSocket(directory: directory.url.path, name: "job") }
        #expect(!WakeUpSocket.wake(directory: directory.url.path, name: "job"))
    }

    @Test func `replaces a socket that a dead process left`() throws {
        try Data().write(to: directory.url.appending(path: "job.sock"))
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        socket.wait(.seconds(3600))
    }

    @Test func `refuses a path too long for a socket by its name`() {
        let name = String(repeating: "x", count: 120)
        let error = #expect(throws: WakeUpError.self) {
            _ = try WakeUpSocket(directory: directory.url.path, name: name)
        }
        #expect(error?.description.contains(name) == true)
    }
}
