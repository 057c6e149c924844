/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef JSON_DOCUMENT_H
#define JSON_DOCUMENT_H

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * One value of a JSON document, with what it contains. A mistake in it is reported with its place.
 */
class JsonValue
{
  public:
    /// What a value is.
    enum class Type
    {
        OBJECT,
        ARRAY,
        TEXT,
        INTEGER,
        REAL,
        BOOLEAN,
        NOTHING, ///< null
    };

    /**
     * Read a file.
     * @param path its name
     * @return its outermost value
     * @throws ConfigError if it cannot be read or is no JSON, or names a member twice
     */
    static JsonValue ReadFile(const std::string& path);

    /**
     * Read a text.
     * @param text the text
     * @param source what to call it in messages
     * @return its outermost value
     * @throws ConfigError as ReadFile()
     */
    static JsonValue Parse(const std::string& text, const std::string& source);

    /**
     * Refuse this value.
     * @param problem what is wrong with it
     * @throws ConfigError that names the document and the place of the value
     */
    [[noreturn]] void Fail(const std::string& problem) const;

    /** @return what the value is. */
    Type GetType() const
    {
        return m_type;
    }

    /** @return whether the value is a text, a number or a truth value. */
    bool IsScalar() const;

    /** @return a scalar as an option takes it, such as 0.5, true or ecmp. */
    const std::string& GetScalar() const;

    /** @return the text; anything else is refused. */
    const std::string& GetText() const;

    /** @return the number; anything else is refused. */
    double GetNumber() const;

    /**
     * Get a whole number; anything else is refused.
     * @param least the least that is allowed
     * @param most the most that is allowed
     * @return the number
     */
    int64_t GetInteger(int64_t least, int64_t most) const;

    /** @return the elements of an array; anything else is refused. */
    const std::vector<JsonValue>& GetElements() const;

    /** @return names and values of an object, in order; anything else is refused. */
    const std::vector<std::pair<std::string, JsonValue>>& GetMembers() const;

    /**
     * Find a member of an object; anything else is refused.
     * @param name its name
     * @return the member, or null
     */
    const JsonValue* Find(const std::string& name) const;

    /**
     * Refuse an object that has other members.
     * @param known the members that are allowed
     */
    void CheckMembers(const std::vector<std::string>& known) const;

    /** @return the document and the place in it, such as spec.json: $.grid.lb[2]. */
    std::string GetPlace() const
    {
        return m_source + ": " + m_path;
    }

  private:
    friend class JsonReader; // fills values

    Type m_type{Type::NOTHING};
    std::string m_source;
    std::string m_path{"$"};
    std::string m_scalar;
    std::vector<JsonValue> m_elements;
    std::vector<std::pair<std::string, JsonValue>> m_members;
};

} // namespace aifabric
} // namespace ns3

#endif // JSON_DOCUMENT_H
