/*
 * Copyright (c) 2026 The ai-fabric authors
 *
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef FILE_WORKLOAD_H
#define FILE_WORKLOAD_H

#include "file-tasks.h"

#include "ns3/workload.h"

#include <memory>
#include <string>
#include <vector>

namespace ns3
{
namespace aifabric
{

/**
 * @ingroup ai-fabric
 *
 * Tasks that a file says. A format is a class that derives from this one and reads files into
 * FileTasks, to which it gives what they say and nothing of the fabric.
 *
 * A file is read once by each object, and again when an attribute was changed. What is wrong with
 * it, ReadTasks() says by a ConfigError that names the file and the place; Check() returns that
 * line. What the files say is part of the identity of an experiment, and their messages count in
 * the estimate of memory.
 */
class FileWorkload : public Workload
{
  public:
    /**
     * Register this type.
     * @return the TypeId
     */
    static TypeId GetTypeId();

    FileWorkload();
    ~FileWorkload() override;

    uint32_t CountRanks(uint32_t hosts) const override;
    uint64_t CountPairs(uint32_t hosts) const override;

    /** @return bytes of its largest message; of what is many messages, 0. */
    uint64_t GetLargestMessage() const;

    /**
     * List the files that it reads, as far as they are there.
     * @return their paths; one whose attribute Path is no path says which it finds
     */
    virtual std::vector<std::string> ListFiles() const;

    /**
     * Recognise a file by its content, where its format is not said (`aifabric convert FILE`).
     * @param beginning its first bytes, at most 64 KiB
     * @return whether it looks like the format of this class, and like no other one
     */
    virtual bool Recognises(const std::string& beginning) const;

    /**
     * Recognise a file by its name, where its content is told from that of no other format.
     * @param file its path
     * @return the attribute Path for it; empty if its name says nothing
     */
    virtual std::string RecogniseName(const std::string& file) const;

    /**
     * Read the files, once.
     * @return what they say, finished
     * @throws ConfigError naming file, place and reason
     */
    const FileTasks& GetTasks() const;

  protected:
    /** @return the attribute Path. */
    const std::string& GetPath() const
    {
        return m_path;
    }

    /**
     * @param ranks of the file
     * @param hosts number of hosts
     * @return an empty string, or that there are too few hosts
     */
    std::string CheckRanks(uint32_t ranks, uint32_t hosts) const;

  private:
    std::string CheckConfig(uint32_t hosts) const override;

    /**
     * Refuse a fabric before tasks are made, where a few bytes of a file may ask for many.
     * @param hosts number of hosts
     * @return an empty string, or what is wrong
     * @throws ConfigError as ReadTasks()
     */
    virtual std::string CheckFabric(uint32_t hosts) const;

    uint64_t CountTasks(uint32_t hosts) const override;
    void DoBuild(TaskGraph& graph, uint32_t hosts, FabricRandom& random) const override;

    /**
     * Read the files. It calls HeedInterruption() now and then, as ReadLines() does.
     * @param tasks where to put what they say; it is finished afterwards by whoever calls
     * @throws ConfigError naming file, place and reason
     */
    virtual void ReadTasks(FileTasks& tasks) const = 0;

    /** @return what tells apart what was read: all attributes. */
    std::string GetKey() const;

    std::string m_path;                            ///< of the file
    mutable std::unique_ptr<FileTasks> m_tasks;    ///< what was read
    mutable std::string m_key;                     ///< with which attributes
    mutable std::vector<std::string> m_attributes; ///< names of all
};

} // namespace aifabric
} // namespace ns3

#endif // FILE_WORKLOAD_H
