/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_MUTATOR_H
#define FILE_MUTATOR_H

#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{
namespace workload_test
{

/**
 * @ingroup ai-fabric-tests
 * Makes malformed files of a sound one: the same ones in every run.
 */
class FileMutator
{
  public:
    /**
     * @param sample the sound file
     * @param words what the format knows, to be put where it does not belong
     */
    FileMutator(std::string sample, std::vector<std::string> words)
        : m_sample(std::move(sample)),
          m_words(std::move(words))
    {
        for (const char* word : {"0",
                                 "-1",
                                 "1",
                                 "4294967295",
                                 "4294967296",
                                 "18446744073709551615",
                                 "99999999999999999999",
                                 "1e308",
                                 "nan",
                                 "0x10",
                                 "\n",
                                 " ",
                                 "\t",
                                 "\r\n",
                                 ",",
                                 "\"",
                                 "#",
                                 ":",
                                 "=",
                                 "/",
                                 "\xff\xfe",
                                 "65536"})
        {
            m_words.emplace_back(word);
        }
        m_words.emplace_back(std::string(1, '\0'));
        m_words.emplace_back(std::string(5000, '7'));
    }

    /** @return the next malformed file; one to four things are changed. */
    std::string Next()
    {
        std::string text = m_sample;
        for (uint32_t changes = 1 + Draw(4); changes > 0; changes--)
        {
            Change(text);
        }
        return text;
    }

    /**
     * How many files a test tries.
     * @param usual how many if nobody says otherwise
     * @return the number, or that of the environment variable AIFABRIC_FUZZ
     */
    static uint64_t GetCount(uint64_t usual)
    {
        const char* const wanted = std::getenv("AIFABRIC_FUZZ");
        return wanted ? std::strtoull(wanted, nullptr, 10) : usual;
    }

  private:
    /// A number below a limit; 0 if there is none.
    uint32_t Draw(size_t limit)
    {
        return limit == 0 ? 0 : static_cast<uint32_t>(m_random() % limit);
    }

    /// Where a line begins, one of those there are.
    size_t FindLine(const std::string& text)
    {
        const size_t end = text.find('\n', Draw(text.size() + 1));
        return end == std::string::npos ? 0 : end + 1;
    }

    void Change(std::string& text)
    {
        const size_t at = Draw(text.size() + 1);
        switch (Draw(8))
        {
        case 0: // another byte
            if (at < text.size())
            {
                text[at] = static_cast<char>(Draw(256));
            }
            break;
        case 1: // nothing there
            text.erase(at, Draw(12));
            break;
        case 2: // the end is missing
            text.resize(Draw(4) == 0 ? at : text.size());
            break;
        case 3: // a word too much
            text.insert(at, m_words[Draw(m_words.size())]);
            break;
        case 4: // a number is another one
            ReplaceNumber(text, at);
            break;
        case 5: // a line twice, elsewhere
        case 6: {
            const size_t from = FindLine(text);
            const std::string line = text.substr(from, text.find('\n', from) - from) + "\n";
            text.insert(FindLine(text), line);
            break;
        }
        default: // a line is missing
            const size_t from = FindLine(text);
            const size_t end = text.find('\n', from);
            text.erase(from, end == std::string::npos ? end : end + 1 - from);
            break;
        }
    }

    void ReplaceNumber(std::string& text, size_t from)
    {
        const std::string digits = "0123456789";
        const size_t first = text.find_first_of(digits, from);
        if (first != std::string::npos)
        {
            const size_t past = text.find_first_not_of(digits, first);
            const size_t count = past == std::string::npos ? past : past - first;
            text.replace(first,
                         count,
                         Draw(2) == 0 ? std::to_string(Draw(12)) : m_words[Draw(m_words.size())]);
        }
    }

    std::string m_sample;
    std::vector<std::string> m_words;
    std::mt19937 m_random{1}; ///< the same on every machine
};

} // namespace workload_test
} // namespace aifabric
} // namespace ns3

#endif // FILE_MUTATOR_H
