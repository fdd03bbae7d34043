import Foundation
import Mustache
import Testing

/// The official test cases, run when a copy of https://github.com/mustache/spec is available: `MUSTACHE_SPEC` names its
/// directory `specs`. Our own tests state the same rules, so that nothing depends on the copy.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["MUSTACHE_SPEC"] != nil))
struct SpecificationTests {
    private struct Module: Decodable {
        let tests: [Case]
    }

    private struct Case: Decodable {
        let name: String
        let template: String
        let expected: String
        let partials: [String: String]?
    }

    @Test(arguments: [
        "comments", "delimiters", "interpolation", "inverted", "partials", "sections", "~dynamic-names",
        "~inheritance",
    ])
    func `renders all cases of a module as expected`(module: String) throws {
        let directory = URL(filePath: ProcessInfo.processInfo.environment["MUSTACHE_SPEC"] ?? "")
        let json = try Data(contentsOf: directory.appending(path: "\(module).json"))
        // A case's data may be any JSON, which Decodable can't express, so it is parsed a second time as a `Value`.
        let contexts = try #require(
            (JSONSerialization.jsonObject(with: json) as? [String: Any])?["tests"] as? [[String: Any]])
        for (test, fields) in zip(try JSONDecoder().decode(Module.self, from: json).tests, contexts) {
            let data = try JSONSerialization.data(
                withJSONObject: fields["data"] ?? [:], options: .fragmentsAllowed)
            let context = try Value(json: Array(data))
            let rendering = try render(test.template, context, partials: test.partials ?? [:])
            #expect(rendering == test.expected, "\(module): \(test.name)")
        }
    }
}
