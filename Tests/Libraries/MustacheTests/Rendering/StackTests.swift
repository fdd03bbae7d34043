import Foundation
import Mustache
import Testing

/// A responder's threads have 1 MiB of stack; whatever a template does there is refused before the stack ends.
@Suite struct StackTests {
    /// Does `work` on a thread with a responder's stack, to its end.
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
    func `recursion without end is refused`(partials: [String: String]) {
        onResponderThread {
            let context: Value = ["yes": true, "me": "self", "lambda": .lambda(Lambda { _ in "{{>self}}" })]
            #expect(throws: TemplateError.self) { try render("{{>self}}", context, partials: partials) }
        }
    }

    @Test func `arguments within arguments are refused`() {
        onResponderThread {
            #expect(throws: TemplateError.self) { try render("{{>0}}", partials: wrappings(1_000)) }
        }
    }

    @Test func `sections as deep as allowed, in templates within each other, are refused`() {
        var partials = ["1000": "end"]
        let open = String(repeating: "{{#yes}}", count: 99)
        let close = String(repeating: "{{/yes}}", count: 99)
        for level in 0..<1000 { partials["\(level)"] = "\(open){{>\(level + 1)}}\(close)" }
        onResponderThread { [partials] in
            #expect(throws: TemplateError.self) { try render("{{>0}}", ["yes": true], partials: partials) }
        }
    }

    @Test func `a context as deep as JSON may be is read, rendered and let go`() {
        onResponderThread {
            let json = String(repeating: "[", count: 512) + String(repeating: "]", count: 512)
            #expect((try? render("{{#.}}x{{/.}}", Value(json: Array(json.utf8)))) == "x")
        }
    }
}
