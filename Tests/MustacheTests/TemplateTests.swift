import Mustache
import Testing

@Suite struct TemplateTests {
    @Test func `a template renders its context`() throws {
        let template = try Template("Hello, {{name}}!")
        var bytes: [UInt8] = []
        try template.render(["name": "Rachel"], into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == "Hello, Rachel!")
    }
}
