import DetachedProcess
import Foundation
import TestSupport
import Testing

struct ProcessIdentityTests {
    @Test func `knows that a running process has not ended`() throws {
        let own = try #require(ProcessIdentity(running: getpid()))
        #expect(own.isRunning && !own.hasEnded)
        #expect(ProcessIdentity(text: own.text) == own)
    }

    @Test func `knows that a killed process has ended, also before its parent waits for it`() throws {
        let directory = try TemporaryDirectory()
        let child = try ChildProgram("/bin/sleep", ["600"], log: directory.path("log"))
        let identity = try #require(ProcessIdentity(running: child.processID))
        #expect(!identity.hasEnded)
        child.signal(SIGKILL)
        #expect(eventually { identity.hasEnded })
        #expect(!identity.isRunning)
        #expect(ProcessIdentity(running: child.processID) == nil)
    }

    @Test func `tells a process from an earlier one with the same id`() throws {
        let own = try #require(ProcessIdentity(running: getpid()))
        let parts = own.text.split(separator: "/")
        let earlier = parts.dropLast().joined(separator: "/") + "/1"
        #expect(ProcessIdentity(text: earlier)?.hasEnded == true)
    }

    @Test func `knows nothing of a process on another boot or in another namespace`() throws {
        let parts = try #require(ProcessIdentity(running: getpid())).text.split(separator: "/")
        let elsewhere = [
            "00000000-0000-0000-0000-000000000000/\(parts[1])/999999/1", "\(parts[0])/pid:[1]/999999/1",
        ]
        for text in elsewhere {
            let identity = try #require(ProcessIdentity(text: text))
            #expect(!identity.isRunning && !identity.hasEnded)
        }
    }

    @Test(arguments: ["", "4711", "a/b/c/d", "a/b/-1/d", "a/b/0/1", "a/b/1/x", "a/b/1/2/3"])
    func `refuses any other text`(text: String) {
        #expect(ProcessIdentity(text: text) == nil)
    }
}
