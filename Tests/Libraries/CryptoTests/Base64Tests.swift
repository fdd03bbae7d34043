import Crypto
import Testing

@Suite struct Base64Tests {
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func `agrees with RFC 4648`(plain: String, encoded: String) {
        let bytes = Array(plain.utf8)
        #expect(Base64.standard.encode(bytes) == encoded)
        #expect(Base64.standard.decode(encoded) == bytes)
        let unpadded = String(encoded.prefix { $0 != "=" })
        #expect(Base64.url.encode(bytes) == unpadded)
        #expect(Base64.url.decode(unpadded) == bytes)
    }

    @Test func `has two alphabets that differ in two characters`() {
        #expect(Base64.standard.encode([251, 255]) == "+/8=")
        #expect(Base64.unpadded.encode([251, 255]) == "+/8")
        #expect(Base64.url.encode([251, 255]) == "-_8")
    }

    @Test func `decodes what it encodes`() throws {
        for count in 0..<70 {
            let bytes = try RandomBytes.system.make(count: count)
            #expect(Base64.standard.decode(Base64.standard.encode(bytes)) == bytes)
            #expect(Base64.url.decode(Base64.url.encode(bytes)) == bytes)
        }
    }

    @Test(arguments: [
        "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z", "====", "=", "==", "Zm9v\n", "Zm 9v", "Zm9v====",
        "Zg==Zg==", "Zm-_",
        "Z===", "A=A=",
    ])
    func `refuses any other text in the padded form`(text: String) {
        #expect(Base64.standard.decode(text) == nil)
    }

    @Test(arguments: ["Zg==", "Z", "Zh", "Zm9v+", "Zm+/", "Zm9v\n", "é"])
    func `refuses any other text in the URL form`(text: String) {
        #expect(Base64.url.decode(text) == nil)
    }

    @Test func `reads hex in either case and writes it in lower case`() {
        #expect(Hex.encode([0, 171, 255]) == "00abff")
        #expect(Hex.decode("00aBFf") == [0, 171, 255])
        #expect(Hex.decode("") == [])
        for text in ["0", "0g", "0x00", " 00", "00 "] { #expect(Hex.decode(text) == nil) }
    }
}
