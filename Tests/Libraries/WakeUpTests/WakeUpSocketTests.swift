import Foundation
import TestSupport
import Testing
import WakeUp

struct WakeUpSocketTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `a wake-up that comes before the wait is not lost`() throws {
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        // Would take an hour if the wake-up were lost.
        socket.wait(.seconds(3600))
    }

    @Test func `several wake-ups are one`() throws {
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        for _ in 0..<1000 { #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job")) }
        socket.wait(.seconds(3600))
        let before = ContinuousClock.now
        socket.wait(.milliseconds(50))
        #expect(ContinuousClock.now - before >= .milliseconds(50))
    }

    @Test func `waking nobody is told, after death too`() throws {
        #expect(!WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        do { _ = try WakeUpSocket(directory: directory.url.path, name: "job") }
        #expect(!WakeUpSocket.wake(directory: directory.url.path, name: "job"))
    }

    @Test func `a socket that a dead process left is replaced`() throws {
        try Data().write(to: directory.url.appending(path: "job.sock"))
        let socket = try WakeUpSocket(directory: directory.url.path, name: "job")
        #expect(WakeUpSocket.wake(directory: directory.url.path, name: "job"))
        socket.wait(.seconds(3600))
    }

    @Test func `a path too long for a socket is refused by name`() {
        let name = String(repeating: "x", count: 120)
        let error = #expect(throws: WakeUpError.self) {
            _ = try WakeUpSocket(directory: directory.url.path, name: name)
        }
        #expect(error?.description.contains(name) == true)
    }
}
