import Crypto
import Testing

@Suite struct SecretTests {
    struct Holder { let password = Secret("hunter2-hunter2") }

    @Test func `never prints itself`() {
        let secret = Secret("hunter2-hunter2")
        var dumped = ""
        dump(Holder(), to: &dumped)
        dump(secret, to: &dumped)
        let printed = [
            "\(secret)", String(describing: secret), String(reflecting: secret), String(describing: [secret]),
            String(reflecting: Optional(secret)), "\(Holder())", dumped,
        ]
        for text in printed {
            #expect(!text.contains("hunter2"))
            #expect(text.contains(Secret.placeholder))
        }
    }

    @Test func `returns the bytes that were stored`() {
        #expect(Secret("grüße").reveal() == "grüße")
        #expect(Secret(bytes: [0, 255, 7]).withBytes { Array($0) } == [0, 255, 7])
        #expect(Secret("").isEmpty)
        #expect(Secret("abc").count == 3)
    }

    @Test func `joins parts in order`() {
        let joined = Secret(concatenating: [Secret("A="), Secret(""), Secret("1"), Secret("\n")])
        #expect(joined.reveal() == "A=1\n")
        #expect(Secret(concatenating: []).isEmpty)
    }

    @Test(arguments: [
        ("a", "a", true), ("a", "b", false), ("a", "aa", false), ("", "", true), ("", "a", false),
    ])
    func `compares the bytes`(left: String, right: String, isEqual: Bool) {
        #expect((Secret(left) == Secret(right)) == isEqual)
    }

    @Test func `rethrows an error while filling`() {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            _ = try Secret(byteCount: 8) { _ throws(Stop) in throw Stop() }
        }
    }
}
