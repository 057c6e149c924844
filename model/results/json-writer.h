/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Builds a JSON object. Members keep the order in which they were first set.
 */
class JsonWriter
{
  public:
    /**
     * Set a member to a text.
     * @param key its name
     * @param value the text, UTF-8; bytes that are not become U+FFFD
     */
    void Set(const std::string& key, const std::string& value);
    /// @copydoc Set(const std::string&, const std::string&)
    void Set(const std::string& key, const char* value);
    /**
     * Set a member to a number, written so that reading gives the same one; null if not finite.
     * @param key its name
     * @param value the number
     */
    void Set(const std::string& key, double value);
    /**
     * Set a member to a truth value.
     * @param key its name
     * @param value the truth value
     */
    void Set(const std::string& key, bool value);
    /**
     * Set a member to another object.
     * @param key its name
     * @param value the object
     */
    void Set(const std::string& key, const JsonWriter& value);

    /**
     * Set a member to an integer.
     * @param key its name
     * @param value the integer
     */
    template <typename T,
              std::enable_if_t<std::is_integral_v<T> && !std::is_same_v<T, bool>, bool> = true>
    void Set(const std::string& key, T value)
    {
        SetRaw(key, std::to_string(value));
    }

    /**
     * Get the object.
     * @return JSON on one line
     */
    std::string ToString() const;

    /**
     * Write a text as a JSON string.
     * @param text the text
     * @return the string with its quotes
     */
    static std::string Quote(const std::string& text);

  private:
    void SetRaw(const std::string& key, const std::string& json);

    std::vector<std::pair<std::string, std::string>> m_members; ///< names and JSON
};

} // namespace aifabric
} // namespace ns3

#endif // JSON_WRITER_H
