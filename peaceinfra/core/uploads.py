"""Files that a browser sends: none that is larger than what is read of files is kept, not even for a moment."""

from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from peaceinfra.core.spreadsheets import MEGABYTE, Limits


class LimitedUpload(FileUploadHandler):
    """Stands before the handlers that keep a file. What is too large is read past, and the rest of the form is read.

    The request then says so: `refused_upload` is true.
    """

    most = Limits().size
    received = 0

    def new_file(self, *args, **kwargs):
        self.received = 0
        return super().new_file(*args, **kwargs)

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > self.most:
            self.request.refused_upload = True
            raise SkipFile
        return raw_data

    def file_complete(self, file_size):
        """The handlers after this one keep it."""


MOST_MEGABYTES = LimitedUpload.most // MEGABYTE
