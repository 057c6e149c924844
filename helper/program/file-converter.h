/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_CONVERTER_H
#define FILE_CONVERTER_H

#include "ns3/option-value.h"
#include "ns3/workload.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Writes the tasks of any workload, or a fabric of another tool, in the module's own formats.
 */
class FileConverter
{
  public:
    /**
     * @param input a workload, such as goal:path=FILE, a fabric that is a file of another tool, or
     *        the name of a file, whose format is told by its content
     * @throws ConfigError if it cannot be told
     */
    explicit FileConverter(const std::string& input);

    /**
     * Convert.
     * @param output file to write, as a whole or not at all
     * @param hosts number of hosts; nothing: as many as the files are for
     * @return what was written, and how to read it, in one line
     * @throws ConfigError if the input is not sound
     * @throws ReadingInterrupted if it is to end (HeedInterruption()); nothing is written then
     */
    std::string Convert(const std::string& output, std::optional<uint32_t> hosts);

    /** @return the input as a component. */
    const std::string& GetInput() const
    {
        return m_input;
    }

  private:
    void Recognise();
    std::string ConvertFabric(const OptionValue& value,
                              const std::string& output,
                              std::optional<uint32_t> hosts) const;
    std::string ConvertTasks(const OptionValue& value,
                             const std::string& output,
                             std::optional<uint32_t> hosts) const;
    uint32_t FindHosts(const OptionValue& value,
                       const std::string& output,
                       std::optional<uint32_t> hosts) const;
    static std::string WriteComponent(const Workload& workload,
                                      const std::string& output,
                                      size_t number,
                                      const OptionValue& value);

    std::string m_input;    ///< as a component
    std::string m_format;   ///< as which it was recognised; empty: it was said
    bool m_isFabric{false}; ///< whether it is a fabric
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_CONVERTER_H
