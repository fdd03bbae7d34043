import Testing

@testable import SimulatedMachine

@Suite struct QuotedWordsTests {
    @Test(arguments: [
        ("/bin/echo a  b", ["/bin/echo", "a", "b"]), (#"a "b c" 'd "e'"#, ["a", "b c", #"d "e"#]),
        (#""NODE_ENV=production" X=1"#, ["NODE_ENV=production", "X=1"]), (#"a\sb ''"#, ["a b", ""]), ("", []),
    ])
    func `splits words outside quotes`(text: String, words: [String]) {
        #expect(QuotedWords.split(text) == words)
    }

    @Test func `refuses an unclosed quote`() {
        #expect(QuotedWords.split("a \"b") == nil)
    }

    @Test func `substitutes braced variables within a word and splits bare ones`() {
        let words = ["/bin/x", "--dir=${DIR}/y", "$OPTIONS", "$$HOME", "${NONE}", "$"]
        let expanded = QuotedWords.substitutingVariables(
            in: words, from: ["DIR": "/a b", "OPTIONS": "-v -w"])
        #expect(expanded == ["/bin/x", "--dir=/a b/y", "-v", "-w", "$HOME", "", "$"])
    }
}
