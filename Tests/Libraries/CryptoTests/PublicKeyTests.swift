import Crypto
import Testing

@Suite struct PublicKeyTests {
    static let ed25519 =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA11qYAYKxCrfVS/7TyWQHOg7hcvPapjJa8CGmj3B1Ea"

    @Test(arguments: ["", " root@host", "\tcomment with spaces", "\n", " root@host\r\n"])
    func `drops comment and line end`(rest: String) throws {
        let key = try PublicKey(openSSH: Self.ed25519 + rest)
        #expect(key.type == "ssh-ed25519")
        #expect(key.openSSH == Self.ed25519)
        #expect(try PublicKey(blob: key.blob) == key)
    }

    @Test(arguments: [
        "", "ssh-ed25519", "ssh-ed25519 ", "ssh-ed25519 !!!!", "ssh-ed25519 AAAA",
        "ssh-dss AAAAB3NzaC1kc3MAAAAA", ed25519.replacing("ssh-ed25519", with: "ssh-rsa"),
        String(ed25519.dropLast(4)), ed25519 + "AAAA", "no-pty " + ed25519,
        "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAAQE=", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5/////w==",
    ])
    func `refuses a line that is not one whole key`(line: String) {
        let error = #expect(throws: CryptoError.self) { try PublicKey(openSSH: line) }
        #expect(error?.kind == .malformed)
    }

    @Test func `refuses a line beyond the limit`() {
        let line = "ssh-ed25519 " + String(repeating: "A", count: PublicKey.maxLineBytes)
        let error = #expect(throws: CryptoError.self) { try PublicKey(openSSH: line) }
        #expect(error?.kind == .tooLong)
    }

    @Test func `refuses a blob that is no key`() {
        for blob: [UInt8] in [[], [0, 0, 0, 1], [255, 255, 255, 255, 1], [0, 0, 0, 1, 65]] {
            #expect(throws: CryptoError.self) { try PublicKey(blob: blob) }
        }
    }
}
