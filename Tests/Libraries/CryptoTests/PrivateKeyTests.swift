import Crypto
import Foundation
import TestSupport
import Testing

@Suite struct PrivateKeyTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// One RSA key for all tests: each takes seconds to generate.
    static let rsa = Result { try PrivateKey.generate(.rsa4096).pem }

    static func key(_ type: KeyType) throws -> PrivateKey {
        switch type {
        case .ed25519: try PrivateKey.generate(.ed25519)
        case .rsa4096: try PrivateKey(pem: rsa.get())
        }
    }

    /// The path of a private file with that text, as `ssh-keygen` asks of keys.
    func file(_ name: String, _ text: String) throws -> String {
        let path = directory.path(name)
        #expect(
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600]))
        return path
    }

    /// A key from the 32 bytes of RFC 8032, in the PKCS#8 of RFC 8410.
    static func ed25519(seed: String) throws -> PrivateKey {
        let der = try #require(Hex.decode("302e020100300506032b657004220420" + seed))
        return try PrivateKey(
            pem: Secret(
                "-----BEGIN PRIVATE KEY-----\n\(Base64.standard.encode(der))\n-----END PRIVATE KEY-----\n"))
    }

    @Test(arguments: [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
                + "d25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
                + "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ])
    func `Ed25519 agrees with RFC 8032`(seed: String, publicKey: String, message: String, signature: String)
        throws
    {
        let key = try Self.ed25519(seed: seed)
        #expect(key.type == .ed25519)
        #expect(Hex.encode(key.publicKey.blob).hasSuffix(publicKey))
        let made = try key.sign(try #require(Hex.decode(message)), as: .ed25519)
        #expect(Hex.encode(made) == signature)
    }

    @Test(arguments: KeyType.allCases)
    func `generates a key that OpenSSH and OpenSSL read the same way`(type: KeyType) throws {
        let key = try Self.key(type)
        let privateFile = try file("key", key.pem.reveal())
        let publicFile = try file("key.pub", key.publicKey.openSSH + " rachel\n")

        #expect(
            key.publicKey.openSSH.hasPrefix(
                type == .ed25519 ? "ssh-ed25519 AAAA" : "ssh-rsa AAAAB3NzaC1yc2EA"))
        let md5 = try ProgramRun("/usr/bin/ssh-keygen", "-l", "-E", "md5", "-f", publicFile)
        #expect(md5.words.dropFirst().first == "MD5:\(key.publicKey.md5Fingerprint)")
        #expect(md5.words.first == (type == .ed25519 ? "256" : "4096"))
        #expect(
            try ProgramRun("/usr/bin/openssl", "pkey", "-in", privateFile, "-noout", "-check").status == 0)

        let reread = try PrivateKey(pem: key.pem)
        #expect(reread.type == type)
        #expect(reread.publicKey == key.publicKey)
        #expect(try PrivateKey.generate(.ed25519).publicKey != key.publicKey)
    }

    @Test func `has the RSA public key that ssh-keygen derives`() throws {
        let key = try Self.key(.rsa4096)
        let derived = try ProgramRun("/usr/bin/ssh-keygen", "-y", "-f", try file("key", key.pem.reveal()))
        #expect(try PublicKey(openSSH: derived.output) == key.publicKey)
    }

    /// OpenSSH reads Ed25519 keys in PKCS#8 from 9.6 on only, so OpenSSL is asked.
    @Test func `has the Ed25519 public key that openssl derives`() throws {
        let key = try PrivateKey.generate(.ed25519)
        let der = directory.path("public.der")
        let derived = try ProgramRun(
            "/usr/bin/openssl", "pkey", "-in", try file("key", key.pem.reveal()), "-pubout", "-outform",
            "DER",
            "-out", der)
        #expect(derived.status == 0)
        #expect(try Data(contentsOf: URL(filePath: der)).suffix(32) == Data(key.publicKey.blob.suffix(32)))
    }

    @Test(arguments: [(SignatureAlgorithm.rsaSHA256, "-sha256"), (.rsaSHA512, "-sha512")])
    func `signs with an RSA key what OpenSSL verifies`(algorithm: SignatureAlgorithm, digest: String) throws {
        let key = try Self.key(.rsa4096)
        let message = "session and request"
        let signature = try key.sign(Array(message.utf8), as: algorithm)
        #expect(signature.count == 512)
        let signatureFile = directory.path("signature")
        try Data(signature).write(to: URL(filePath: signatureFile))
        let verified = try ProgramRun(
            "/usr/bin/openssl", "dgst", digest, "-prverify", try file("key", key.pem.reveal()), "-signature",
            signatureFile, try file("message", message))
        #expect(verified.output == "Verified OK\n")
    }

    @Test func `signs by its own algorithms only`() throws {
        let key = try PrivateKey.generate(.ed25519)
        for algorithm in [SignatureAlgorithm.rsaSHA256, .rsaSHA512] {
            let error = #expect(throws: CryptoError.self) { try key.sign([1], as: algorithm) }
            #expect(error?.kind == .malformed)
        }
    }

    @Test(arguments: [
        ["-t", "ecdsa"], ["-t", "rsa", "-b", "2048"], ["-t", "rsa", "-b", "4096", "-N", "passphrase"],
    ])
    func `refuses keys of types that it would not generate`(options: [String]) throws {
        let path = directory.path("key")
        let made = try ProgramRun(
            "/usr/bin/ssh-keygen", ["-q", "-m", "PKCS8", "-N", ""] + options + ["-f", path])
        #expect(made.status == 0, "\(made.output)")
        let pem = Secret(try String(contentsOfFile: path, encoding: .utf8))
        let error = #expect(throws: CryptoError.self) { try PrivateKey(pem: pem) }
        #expect(error?.kind == .malformed)
    }

    @Test func `refuses damaged text without showing it`() throws {
        let pem = try PrivateKey.generate(.ed25519).pem.reveal()
        let lines = pem.split(separator: "\n")
        for text in ["", "hunter2", String(pem.prefix(60)), lines.dropFirst().joined(separator: "\n")] {
            let error = #expect(throws: CryptoError.self) { try PrivateKey(pem: Secret(text)) }
            #expect(error?.kind == .malformed)
            #expect(error.map { "\($0)" }?.contains(lines[1]) == false)
        }
    }

    @Test func `prints the public key only`() throws {
        let key = try PrivateKey.generate(.ed25519)
        #expect("\(key)" == key.publicKey.openSSH)
        #expect(String(reflecting: key) == key.publicKey.openSSH)
    }
}
