import Testing

@testable import Web

struct JSONValueTests {
    private func read(_ text: String) -> JSONValue? {
        JSONValue(json: Array(text.utf8))
    }

    @Test func `reads every type of value`() {
        let json = #"{"n":null,"b":[true,false],"i":-7,"d":0.5,"big":100000000000000000000,"s":"a\"\u00e9"}"#
        #expect(
            read(json)
                == .object([
                    "n": .null, "b": .array([.bool(true), .bool(false)]), "i": .int(-7), "d": .double(0.5),
                    "big": .double(1e20), "s": .string("a\"é"),
                ]))
    }

    @Test func `returns nil for invalid JSON`() {
        for text in ["", "{", "nul", "{\"a\":}", "1e999", "\"\u{1}\"", "{'a':1}", "[1] [2]"] {
            #expect(read(text) == nil)
        }
        #expect(JSONValue(json: [UInt8(ascii: "\""), 0xFF, UInt8(ascii: "\"")]) == nil)
    }

    @Test func `refuses brackets that nest deeper than sixteen, except in strings`() {
        let nested = { String(repeating: "[", count: $0) + String(repeating: "]", count: $0) }
        #expect(read(nested(16)) != nil)
        #expect(read(nested(17)) == nil)
        #expect(read("\"\(nested(40))\\\"\(nested(40))\"") != nil)
        #expect(read("[\"\\\\\",\(nested(16))]") == nil)
    }

    @Test func `equal values are equal bytes`() {
        let value = JSONValue.object(["b": .int(1), "a": .string("x/y"), "c": .null])
        #expect(String(decoding: value.bytes, as: UTF8.self) == #"{"a":"x/y","b":1,"c":null}"#)
    }
}
