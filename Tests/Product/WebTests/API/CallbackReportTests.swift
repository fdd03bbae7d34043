import HTTP
import Testing

@testable import Web

struct CallbackReportTests {
    private static let form = "application/x-www-form-urlencoded"

    private func report(json: String) throws -> CallbackReport {
        try CallbackReport(mediaType: "application/json", body: Array(json.utf8))
    }

    private func fieldError(_ body: () throws -> CallbackReport) -> String? {
        let problem = #expect(throws: HTTPProblem.self) { try body() }
        #expect(problem?.status == .badRequest)
        return problem?.fieldErrors.first?.field
    }

    @Test func `reads the host key without its comment from what phone_home posts`() throws {
        let body = Array(Samples.phoneHomeBody.utf8)
        #expect(
            try CallbackReport(mediaType: Self.form, body: body) == .succeeded(hostKey: Samples.hostKey))
    }

    @Test func `reads the host key from the JSON of a set-up that succeeded`() throws {
        let json = #"{"status":"succeeded","pub_key_ed25519":"\#(Samples.hostKey) root@rachel\n"}"#
        #expect(try report(json: json) == .succeeded(hostKey: Samples.hostKey))
    }

    @Test func `reads the step and its last lines from the JSON of a set-up that failed`() throws {
        let json = #"{"status":"failed","step":"bun","detail":"curl: (6)\nCould not resolve"}"#
        #expect(try report(json: json) == .failed(step: "bun", detail: "curl: (6)\nCould not resolve"))
        #expect(try report(json: #"{"status":"failed","step":"bun"}"#) == .failed(step: "bun", detail: ""))
    }

    @Test func `keeps the end of a detail that is too long`() throws {
        let detail = String(repeating: "x", count: 9000) + "the error"
        guard
            case .failed(_, let kept) = try report(
                json: #"{"status":"failed","step":"s","detail":"\#(detail)"}"#)
        else { throw UnexpectedState() }
        #expect(kept.utf8.count == 4000)
        #expect(kept.hasSuffix("the error"))
    }

    @Test(arguments: [
        "", "N/A", "ssh-ed25519", "ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7",
        "ssh-ed25519 \(Samples.hostKey)", "<script>", String(repeating: "A", count: 9000),
    ])
    func `names a host key that is missing or malformed`(key: String) {
        let form = "pub_key_ed25519=\(percentEncoded(key))"
        #expect(
            fieldError { try CallbackReport(mediaType: Self.form, body: Array(form.utf8)) }
                == "pub_key_ed25519")
        let json = #"{"status":"succeeded","pub_key_ed25519":"\#(key)"}"#
        #expect(fieldError { try report(json: json) } == "pub_key_ed25519")
    }

    @Test func `names the host key when the form has none`() {
        #expect(fieldError { try CallbackReport(mediaType: Self.form, body: []) } == "pub_key_ed25519")
    }

    @Test(arguments: [
        (#"{}"#, "status"), (#"{"status":"maybe"}"#, "status"), (#"{"status":7}"#, "status"),
        (#"{"status":"failed"}"#, "step"), (#"{"status":"failed","step":""}"#, "step"),
        (#"{"status":"failed","step":7}"#, "step"), (#"{"status":"failed","step":"a\nb"}"#, "step"),
        (#"{"status":"failed","step":"bun","detail":[]}"#, "detail"),
        (#"{"status":"succeeded"}"#, "pub_key_ed25519"),
        (#"{"status":"succeeded","pub_key_ed25519":7}"#, "pub_key_ed25519"),
    ])
    func `names the key that is missing or of the wrong type`(json: String, field: String) {
        #expect(fieldError { try report(json: json) } == field)
    }

    @Test(arguments: ["", "[]", "\"failed\"", "{", "null"])
    func `refuses a body that is no JSON object`(body: String) {
        #expect(fieldError { try report(json: body) } == nil)
    }

    @Test func `refuses a malformed form and another content type`() {
        #expect(fieldError { try CallbackReport(mediaType: Self.form, body: Array("a=%zz".utf8)) } == nil)
        let problem = #expect(throws: HTTPProblem.self) {
            try CallbackReport(mediaType: "multipart/form-data", body: [])
        }
        #expect(problem?.status == .unsupportedMediaType)
    }
}
