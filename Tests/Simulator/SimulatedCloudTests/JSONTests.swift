import SimulatedCloud
import Testing

struct JSONTests {
    @Test func `objects keep the order of their members, and whole numbers have no fraction`() {
        let json: JSON = ["b": 1, "a": [nil, true, .number(2), .number(0.25), .integer(.max)], "c": [:]]
        #expect(json.text == #"{"b":1,"a":[null,true,2,0.25,9223372036854775807],"c":{}}"#)
    }

    @Test func `strings are escaped only where JSON requires it`() {
        let json = JSON.string("a\"\\\n\r\t\u{1}\u{1F}/é€😀")
        #expect(json.text == #""a\"\\\n\r\t\u0001\u001f/é€😀""#)
    }

    @Test func `a written value is read back unchanged`() throws {
        let json: JSON = ["a": ["x\u{0}y", 1, nil, false, .number(1.5)], "b": ["c": []]]
        #expect(try JSON(parsing: Array(json.text.utf8)) == json)
    }

    @Test(arguments: ["", "{", "[1", "{\"a\"}", "nul", "'a'", "{\"a\":1}x", "\u{FF}"])
    func `malformed JSON is refused`(text: String) {
        #expect(throws: JSON.NotJSON.self) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test func `bytes that are not UTF-8 and endless nesting are refused`() {
        #expect(throws: JSON.NotJSON.self) { try JSON(parsing: [0x22, 0xFF, 0x22]) }
        let deep = [UInt8](repeating: UInt8(ascii: "["), count: 100_000)
        #expect(throws: JSON.NotJSON.self) { try JSON(parsing: deep) }
    }
}
