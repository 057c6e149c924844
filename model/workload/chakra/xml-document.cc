/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "xml-document.h"

#include "ns3/config-error.h"
#include "ns3/file-lines.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace ns3
{
namespace aifabric
{

namespace
{

/// Reads a document from its beginning to its end.
class Parser
{
  public:
    explicit Parser(const std::string& text)
        : m_text(text)
    {
    }

    XmlElement Read()
    {
        while (true)
        {
            SkipBlanks();
            if (m_at == m_text.size())
            {
                Refuse(m_open.empty() ? "the document is empty"
                                      : "the document ends within <" + m_open.back().name +
                                            "> of line " + std::to_string(m_open.back().line));
            }
            if (m_text[m_at] != '<')
            {
                Refuse("there is text between tags");
            }
            if (!SkipMarkup("<?", "?>") && !SkipMarkup("<!--", "-->") && ReadTag())
            {
                break;
            }
        }
        do
        {
            SkipBlanks();
        } while (SkipMarkup("<!--", "-->"));
        if (m_at != m_text.size())
        {
            Refuse("something follows the end of the document");
        }
        return std::move(m_root);
    }

  private:
    static constexpr size_t DEEPEST = 16;

    [[noreturn]] void Refuse(const std::string& problem) const
    {
        throw ConfigError(", line " + std::to_string(m_line) + ": " + problem);
    }

    bool Begins(const std::string& what) const
    {
        return m_text.compare(m_at, what.size(), what) == 0;
    }

    void Advance(size_t end)
    {
        m_line +=
            static_cast<uint32_t>(std::count(m_text.begin() + m_at, m_text.begin() + end, '\n'));
        m_at = end;
    }

    void SkipBlanks()
    {
        Advance(std::min(m_text.find_first_not_of(" \t\r\n", m_at), m_text.size()));
    }

    /// Skip what is no element; whether there was something to skip.
    bool SkipMarkup(const std::string& begin, const std::string& end)
    {
        if (!Begins(begin))
        {
            return false;
        }
        const size_t past = m_text.find(end, m_at + begin.size());
        if (past == std::string::npos)
        {
            Refuse("what begins with " + begin + " does not end");
        }
        Advance(past + end.size());
        return true;
    }

    std::string ReadName()
    {
        const size_t begin = m_at;
        const auto isOfName = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' ||
                   c == '.' || c == ':';
        };
        while (m_at < m_text.size() && isOfName(m_text[m_at]))
        {
            m_at++;
        }
        if (m_at == begin)
        {
            Refuse("a name is missing");
        }
        return m_text.substr(begin, m_at - begin);
    }

    std::string ReadValue();
    bool ReadTag();
    bool Close(XmlElement element);

    const std::string& m_text;
    size_t m_at{0};
    uint32_t m_line{1};
    std::vector<XmlElement> m_open; ///< elements that have not ended
    XmlElement m_root;
};

std::string
Parser::ReadValue()
{
    const char quote = m_at < m_text.size() ? m_text[m_at] : ' ';
    const size_t end =
        quote == '"' || quote == '\'' ? m_text.find(quote, m_at + 1) : std::string::npos;
    if (end == std::string::npos)
    {
        Refuse("a value in quotes is missing, or does not end");
    }
    const std::string raw = m_text.substr(m_at + 1, end - m_at - 1);
    if (raw.find('<') != std::string::npos)
    {
        Refuse("there is a < in a value");
    }
    Advance(end + 1);
    static const std::array<std::pair<std::string, char>, 5> entities{
        {{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}}};
    std::string value;
    for (size_t i = 0; i < raw.size();)
    {
        const auto entity = std::find_if(entities.begin(), entities.end(), [&](const auto& item) {
            return raw.compare(i, item.first.size(), item.first) == 0;
        });
        if (entity == entities.end() && raw[i] == '&')
        {
            Refuse("unknown entity in the value " + QuoteWord(raw));
        }
        value += entity == entities.end() ? raw[i] : entity->second;
        i += entity == entities.end() ? 1 : entity->first.size();
    }
    return value;
}

/// An element has ended; whether it is the root.
bool
Parser::Close(XmlElement element)
{
    if (m_open.empty())
    {
        m_root = std::move(element);
        return true;
    }
    m_open.back().children.push_back(std::move(element));
    return false;
}

/// Read a tag; whether it ends the root.
bool
Parser::ReadTag()
{
    const bool isEnd = Begins("</");
    m_at += isEnd ? 2 : 1;
    XmlElement element;
    element.line = m_line;
    element.name = ReadName();
    SkipBlanks();
    if (isEnd)
    {
        if (m_open.empty() || m_open.back().name != element.name)
        {
            Refuse("</" + element.name + "> ends " +
                   (m_open.empty() ? "nothing" : "<" + m_open.back().name + ">"));
        }
        if (!Begins(">"))
        {
            Refuse("</" + element.name + " has no >");
        }
        m_at++;
        element = std::move(m_open.back());
        m_open.pop_back();
        return Close(std::move(element));
    }
    while (!Begins(">") && !Begins("/>"))
    {
        const std::string name = ReadName();
        SkipBlanks();
        if (!Begins("="))
        {
            Refuse("attribute " + name + " of <" + element.name + "> has no value");
        }
        m_at++;
        SkipBlanks();
        const auto isSame = [&name](const auto& other) { return other.first == name; };
        if (std::any_of(element.attributes.begin(), element.attributes.end(), isSame))
        {
            Refuse("attribute " + name + " of <" + element.name + "> stands there twice");
        }
        element.attributes.emplace_back(name, ReadValue());
        SkipBlanks();
    }
    const bool isEmpty = Begins("/>");
    m_at += isEmpty ? 2 : 1;
    if (isEmpty)
    {
        return Close(std::move(element));
    }
    if (m_open.size() == DEEPEST)
    {
        Refuse("elements are in each other more than " + std::to_string(DEEPEST) + " deep");
    }
    m_open.push_back(std::move(element));
    return false;
}

} // namespace

XmlElement
ParseXml(const std::string& text)
{
    return Parser(text).Read();
}

} // namespace aifabric
} // namespace ns3
