import Testing

@testable import SimulatedMachine

@Suite struct QuotedWordsTests {
    @Test(arguments: [
        ("/bin/echo a  b", ["/bin/echo", "a", "b"]), (#"a "b c" 'd "e'"#, ["a", "b c", #"d "e"#]),
        (#""NODE_ENV=production" X=1"#, ["NODE_ENV=production", "X=1"]), (#"a\sb ''"#, ["a b", ""]), ("", []),
    ])
    func `words are split outside quotes`(text: String, words: [String]) {
        #expect(QuotedWords.split(text) == words)
    }

    @Test func `an open quote makes no words`() {
        #expect(QuotedWords.split("a \"b") == nil)
    }

    @Test func `braced variables fill a word and bare ones are split`() {
        let words = ["/bin/x", "--dir=${DIR}/y", "$OPTIONS", "$$HOME", "${NONE}", "$"]
        let expanded = QuotedWords.substitutingVariables(
            in: words, from: ["DIR": "/a b", "OPTIONS": "-v -w"])
        #expect(expanded == ["/bin/x", "--dir=/a b/y", "-v", "-w", "$HOME", "", "$"])
    }
}
