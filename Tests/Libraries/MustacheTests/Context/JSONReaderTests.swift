import Mustache
import Testing

/// Contexts that are given as JSON text.
@Suite struct JSONReaderTests {
    private func value(_ json: String) throws -> Value { try Value(json: Array(json.utf8)) }

    private func rendering(_ json: String, _ template: String = "{{.}}") throws -> String {
        try render(template, value(json))
    }

    @Test(arguments: [
        ("1", "1"), ("-0", "0"), ("12345678901", "12345678901"), ("1.210", "1.21"), ("5.0", "5.0"),
        ("1e2", "100.0"), ("-1.5E-3", "-0.0015"), ("9223372036854775807", "9223372036854775807"),
        ("9223372036854775808", "9223372036854775808"), ("true", "true"), ("false", "false"), ("null", ""),
        (#""text""#, "text"), (#""\"\\\/\n\t\u00e9\uD834\uDD1E""#, "&quot;\\/\n\té𝄞"), (#""é𝄞""#, "é𝄞"),
        (#""\u0000""#, "\0"),
        (" [ ] ", ""), ("\r\n\t1\n", "1"),
    ])
    func `reads each kind of value`(json: String, expected: String) throws {
        #expect(try rendering(json) == expected)
    }

    @Test func `reads lists and objects in any order and layout`() throws {
        let json = #" { "list" : [ 1 , { "a" : [ ] } ,"x"],"a":"b" , "empty":{} } "#
        #expect(try rendering(json, "{{#list}}[{{.}}{{a}}]{{/list}}{{#empty}}!{{/empty}}") == "[1b][][xb]!")
    }

    @Test func `the last of two equal keys counts`() throws {
        #expect(try rendering(#"{"a":1,"b":0,"a":2}"#, "{{a}}") == "2")
    }

    @Test(arguments: [
        ("", 1, 1, "a value"), ("nul", 1, 1, "a value"), ("[1,]", 1, 4, "a value"),
        ("[1 2]", 1, 4, "\",\" or \"]\""),
        ("{\n  a: 1}", 2, 3, "a key in quotes"), ("{\"a\" 1}", 1, 6, "\":\" after the key"),
        ("{\"a\":1", 1, 7, "\",\" or \"}\""), ("{\"a\":1,}", 1, 8, "a key in quotes"),
        ("1 2", 1, 3, "the end of the text"),
        ("01", 1, 2, "the end of the text"), ("-", 1, 1, "a value"),
        ("1.", 1, 3, "a digit after the decimal point"),
        ("1e+", 1, 4, "a digit in the exponent"), ("+1", 1, 1, "a value"),
        ("1e999", 1, 1, "a number within a double's range"),
        ("\"a", 1, 3, "a quote to end the string"), ("\"a\nb\"", 1, 3, "a quote to end the string"),
        (#""\x""#, 1, 3, #"one of " \ / b f n r t u after a backslash"#),
        (#""\u12G4""#, 1, 6, "four hexadecimal digits"),
        (#""\uD834""#, 1, 4, "a whole surrogate pair"), (#""\uD834\u0041""#, 1, 4, "a whole surrogate pair"),
        (#""\uDD1E""#, 1, 4, "a whole surrogate pair"), ("\"é\" x", 1, 5, "the end of the text"),
        ("NaN", 1, 1, "a value"),
        ("'a'", 1, 1, "a value"), ("[1] // no", 1, 5, "the end of the text"),
    ])
    func `refuses invalid JSON with its position`(json: String, line: Int, column: Int, expected: String) {
        let error = #expect(throws: TemplateError.self) { try value(json) }
        #expect(error?.description == "context:\(line):\(column): expected \(expected)")
    }

    @Test func `refuses text that is not UTF-8`() {
        let error = #expect(throws: TemplateError.self) { try Value(json: [0x22, 0xFF, 0x22], name: "file") }
        #expect(error?.description == "file:1:2: expected text in UTF-8")
    }

    @Test func `refuses more than 512 lists within each other`() throws {
        let open = String(repeating: "[", count: 512)
        let close = String(repeating: "]", count: 512)
        _ = try value(open + close)
        let error = #expect(throws: TemplateError.self) { try value("[\(open)\(close)]") }
        #expect(
            error?.description == "context:1:513: expected at most 512 lists and objects within each other")
    }
}
