import Foundation
import Mustache
import Testing

/// A responder's threads have a stack of 1 MiB; a template is refused before it could overflow that.
@Suite struct NativeStackTests {
    /// Runs `work` on a thread with a responder's stack, and waits for it.
    private func onResponderThread(_ work: @escaping @Sendable () -> Void) {
        let done = DispatchSemaphore(value: 0)
        let thread = Thread {
            work()
            done.signal()
        }
        thread.stackSize = 1 << 20
        thread.start()
        done.wait()
    }

    @Test(arguments: [
        ["self": "{{>self}}"], ["self": "{{#yes}}{{>self}}{{/yes}}"], ["self": "{{#yes}}{{>*me}}{{/yes}}"],
        ["self": "{{<self}}{{$a}}{{/a}}{{/self}}"], ["self": "{{lambda}}"],
        ["self": "{{#lambda}}{{/lambda}}"],
    ])
    func `refuses recursion without end`(partials: [String: String]) {
        onResponderThread {
            let context: Value = ["yes": true, "me": "self", "lambda": .lambda(Lambda { _ in "{{>self}}" })]
            #expect(throws: TemplateError.self) { try render("{{>self}}", context, partials: partials) }
        }
    }

    @Test func `refuses too many arguments within arguments`() {
        onResponderThread {
            #expect(throws: TemplateError.self) { try render("{{>0}}", partials: wrappings(1_000)) }
        }
    }

    @Test func `refuses a thousand templates within each other, each with the allowed depth of sections`() {
        var partials = ["1000": "end"]
        let open = String(repeating: "{{#yes}}", count: 99)
        let close = String(repeating: "{{/yes}}", count: 99)
        for level in 0..<1000 { partials["\(level)"] = "\(open){{>\(level + 1)}}\(close)" }
        onResponderThread { [partials] in
            #expect(throws: TemplateError.self) { try render("{{>0}}", ["yes": true], partials: partials) }
        }
    }

    @Test func `reads, renders and frees a context of JSON's allowed depth`() {
        onResponderThread {
            let json = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
            #expect((try? render("{{#.}}x{{/.}}", Value(json: Array(json.utf8)))) == "x")
        }
    }
}
